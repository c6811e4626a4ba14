import { expect } from 'chai';
import { addressOwners, ingressAddress, type Task } from './ingress-tasks.ts';

const task = (ID: string, address: string | null, over: Partial<Task> = {}): Task => ({
	ID,
	ServiceID: 's',
	NodeID: 'n1',
	Status: { State: 'running' },
	DesiredState: 'running',
	NetworksAttachments: [
		{ Network: { Spec: {} }, Addresses: ['10.99.1.9/24'] },
		{ Network: { Spec: { Ingress: true } }, ...(address ? { Addresses: [`${address}/24`] } : {}) },
	],
	...over,
});

describe('ingressAddress', () => {
	it('is the one in the ingress network, without prefix', () =>
		expect(ingressAddress(task('a', '10.99.0.5'))).to.equal('10.99.0.5'));
	it('is null while there is none', () => {
		expect(ingressAddress(task('a', null))).to.equal(null);
		const { NetworksAttachments: _, ...bare } = task('a', null);
		expect(ingressAddress(bare)).to.equal(null);
	});
});

describe('addressOwners', () => {
	it('names task and node, and prefers who is to run', () => {
		const old = { DesiredState: 'shutdown', NodeID: 'n2' };
		const tasks = [
			task('new', '10.99.0.5'),
			task('old', '10.99.0.5', old),
			task('x', '10.99.0.6', { NodeID: 'n9' }),
			task('y', null),
		];
		expect([...addressOwners(tasks, new Map([['n1', 'docker1']]))]).to.deep.equal([
			['10.99.0.5', { task: 'new', node: 'docker1' }],
			['10.99.0.6', { task: 'x', node: null }],
		]);
	});
});

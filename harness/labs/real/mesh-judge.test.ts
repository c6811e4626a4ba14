import { expect } from 'chai';
import type { SurveyAnswer } from './agents/protocol.ts';
import { judgeMesh, type MeshLook, type MeshTask } from './mesh-judge.ts';

const task = (n: number): MeshTask => ({
	id: `task${n}`,
	container: `c0ffee${n}0000`,
	node: `docker${n}`,
	address: `10.99.0.${n}`,
});
const page = (name: string): SurveyAnswer => ({ status: 200, body: JSON.stringify({ node: '?', task: name, slot: '' }) });
const table = (...backends: [address: string, weight: number][]) =>
	[
		'IP Virtual Server version 1.2.1 (size=4096)',
		'Prot LocalAddress:Port Scheduler Flags',
		'  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn',
		'FWM  256 rr',
		...backends.map(([address, weight]) => `  -> ${address}:0                  Masq    ${weight}      0          4         `),
	].join('\n');

const TASKS = [task(1), task(2)];
const whole = { answers: [page('task1'), page('task2')], ipvsadm: table(['10.99.0.1', 1], ['10.99.0.2', 1]) };
const look = (over: Partial<MeshLook> = {}, second: Partial<MeshLook['hosts'][number]> = {}): MeshLook => ({
	wanted: 2,
	tasks: TASKS,
	identified: true,
	hosts: [
		{ host: 'docker1', ...whole },
		{ host: 'docker2', ...whole, ...second },
	],
	...over,
});

describe('judgeMesh', () => {
	it('proves a mesh in which every host answers with every task and lists it', () => {
		const entry = { requests: 2, answers: { docker1: 1, docker2: 1 }, backends: ['10.99.0.1', '10.99.0.2'] };
		expect(judgeMesh(look())).to.deep.equal({
			proof: {
				tasks: { docker1: 1, docker2: 1 },
				identified: true,
				hosts: [
					{ host: 'docker1', ...entry },
					{ host: 'docker2', ...entry },
				],
			},
			missing: [],
		});
	});
	it('knows a task by its container, too', () => {
		const answers = [page('task1'), page('c0ffee2')];
		expect(judgeMesh(look({}, { answers })).missing).to.deep.equal([]);
	});
	it('is content with one task that every host answers with', () => {
		const one = { answers: [page('task1')], ipvsadm: table(['10.99.0.1', 1]) };
		const hosts = ['docker1', 'docker2'].map((host) => ({ host, ...one }));
		const { proof, missing } = judgeMesh(look({ wanted: 1, tasks: [task(1)], hosts }));
		expect(missing).to.deep.equal([]);
		expect(proof.hosts.map(({ answers }) => answers)).to.deep.equal([{ docker1: 1 }, { docker1: 1 }]);
	});
	it('goes by status and tables alone where answers carry no identity', () => {
		const answers = [{ status: 200, body: 'hello' }];
		const { proof, missing } = judgeMesh(look({ identified: false }, { answers }));
		expect(missing).to.deep.equal([]);
		expect(proof.hosts[1]?.answers).to.deep.equal({ '?': 1 });
	});
	for (const [what, over, second, missing] of [
		['a task too few', { wanted: 3 }, {}, '2 of 3 tasks run'],
		['no task at all', { wanted: 1, tasks: [], hosts: [] }, {}, '0 of 1 tasks run'],
		[
			'a task that never answers',
			{},
			{ answers: [page('task1'), page('task1')] },
			'docker2 never answered with the task on docker2 (10.99.0.2)',
		],
		[
			'a page that names a stranger',
			{},
			{ answers: [page('task1'), page('x')] },
			'docker2 never answered with the task on docker2 (10.99.0.2)',
		],
		[
			'a page without a name',
			{},
			{ answers: [page('task1'), page('')] },
			'docker2 never answered with the task on docker2 (10.99.0.2)',
		],
		[
			'a table without a task',
			{},
			{ ipvsadm: table(['10.99.0.1', 1]) },
			"docker2's IPVS table lacks the task on docker2 (10.99.0.2)",
		],
		[
			'a drained task',
			{},
			{ ipvsadm: table(['10.99.0.1', 0], ['10.99.0.2', 1]) },
			"docker2's IPVS table lacks the task on docker1 (10.99.0.1)",
		],
		[
			'requests that fail',
			{},
			{ answers: [...whole.answers, { error: 'ECONNREFUSED' }, { status: 503, body: '' }] },
			'docker2 failed 2 of 4 requests (ECONNREFUSED, status 503)',
		],
	] as const)
		it(`misses ${what}`, () => expect(judgeMesh(look(over, second)).missing).to.deep.equal([missing]));
	it('misses the address of a task that has none yet, on every host', () => {
		const { missing } = judgeMesh(look({ tasks: [task(1), { ...task(2), address: null }] }));
		expect(missing).to.deep.equal([
			"docker1's IPVS table lacks the task on docker2 (no ingress address yet)",
			"docker2's IPVS table lacks the task on docker2 (no ingress address yet)",
		]);
	});
});

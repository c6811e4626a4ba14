import { expect } from 'chai';
import { describeDifference, difference } from './difference.ts';

describe('what differs between two looks at a machine', () => {
	const before = { processes: ['dockerd (PID 1)', 'sleep (PID 2)'], mounts: ['/run tmpfs'], rules: ['-A ONE', '-A ONE'] };

	it('is nothing where both are equal, in any order', () => {
		expect(difference(before, { ...before, processes: ['sleep (PID 2)', 'dockerd (PID 1)'] })).to.deep.equal([]);
	});
	it('is what was left, and what of a bystander is gone', () => {
		const after = { ...before, processes: ['sleep (PID 2)', 'node (PID 3)'], files: ['/tmp/socket'] };
		expect(difference(before, after)).to.deep.equal([
			{ kind: 'processes', come: ['node (PID 3)'], gone: ['dockerd (PID 1)'] },
			{ kind: 'files', come: ['/tmp/socket'], gone: [] },
		]);
	});
	it('counts things of one line, for a rule may be there twice', () => {
		expect(difference(before, { ...before, rules: ['-A ONE', '-A ONE', '-A ONE'] })).to.deep.equal([
			{ kind: 'rules', come: ['-A ONE'], gone: [] },
		]);
		expect(difference(before, { ...before, rules: ['-A ONE'] })).to.deep.equal([{ kind: 'rules', come: [], gone: ['-A ONE'] }]);
	});
	it('leaves out kinds that are not asked for, and no others', () => {
		const after = { ...before, store: ['containers/1'], mounts: [] };
		expect(difference(before, after, ['store'])).to.deep.equal([{ kind: 'mounts', come: [], gone: ['/run tmpfs'] }]);
	});
	it('finds a kind that is no longer told', () => {
		const { mounts: _, ...after } = before;
		expect(difference(before, after)).to.deep.equal([{ kind: 'mounts', come: [], gone: ['/run tmpfs'] }]);
	});
	it('is said in a line', () => {
		expect(describeDifference({ kind: 'rules', come: ['a', 'b'], gone: ['c'] })).to.equal('rules: + a; + b; - c');
	});
});

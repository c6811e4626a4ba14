import { expect } from 'chai';
import { phaseOf } from './phase.ts';
import { SUBJECTS, type Subject } from './subjects.ts';

describe('where a command was when it was hit', () => {
	const named = (name: string) => SUBJECTS.find((subject) => subject.name === name) as Subject;

	it('is told of a run by what it has printed', () => {
		const said = ['storm on seed: A storm.', '❯ segment and engine side', '  steady', '  removing the lab'];
		const phases = said.map((_, i) => phaseOf(named('run (private)'), said.slice(0, i + 1).join('\n'), 0.9));
		expect(phases).to.deep.equal(['engine', 'bring-up', 'trial', 'end']);
	});
	it('is a third of its time for others', () => {
		expect([0, 0.4, 0.9].map((at) => phaseOf(named('lint'), 'steady', at))).to.deep.equal([
			...['first third', 'second third', 'last third'],
		]);
		expect(phaseOf(named('clean (private)'), 'removed', 0.1)).to.equal('first third');
	});
});

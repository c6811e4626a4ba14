import { expect } from 'chai';
import { InputError } from '../../base/errors.ts';
import { type FoundLab, pickMachine } from './find-labs.ts';

const lab = (id: string, state = 'running'): FoundLab => ({
	id,
	cluster: '/cluster',
	owner: null,
	createdMs: null,
	machines: ['client', 'docker1'].map((name) => ({ name, role: 'host', container: `${id}-${name}`, state })),
});
const refusal = (labs: FoundLab[], name: string) => {
	try {
		pickMachine(labs, name);
	} catch (error) {
		return error as InputError;
	}
	throw new Error('it was not refused');
};

describe('pickMachine', () => {
	it('finds a machine by its name where one lab runs', () => {
		expect(pickMachine([lab('a1')], 'docker1')).to.equal('a1-docker1');
	});
	it('asks which where two labs have it, and takes it with the lab’s id', () => {
		const labs = [lab('a1'), lab('b2')];
		expect(refusal(labs, 'docker1')).to.be.instanceOf(InputError);
		expect(refusal(labs, 'docker1').message).to.include('use one of a1/docker1, b2/docker1');
		expect(pickMachine(labs, 'b2/docker1')).to.equal('b2-docker1');
	});
	it('passes over machines that are off', () => {
		expect(pickMachine([lab('a1', 'exited'), lab('b2')], 'docker1')).to.equal('b2-docker1');
	});
	it('names what there is', () => {
		expect(refusal([lab('a1')], 'docker9').message).to.include('use one of client, docker1');
		expect(refusal([], 'docker9').message).to.include('vipdrill up');
	});
});

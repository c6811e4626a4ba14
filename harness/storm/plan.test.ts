import { expect } from 'chai';
import { isLab, planStorm } from './plan.ts';
import { STRIKES } from './strikes.ts';
import { ENGINES, SUBJECTS, type Subject, strikesOn } from './subjects.ts';

const brief = (kills: ReturnType<typeof planStorm>) =>
	kills.map(({ number, subject, strike, at, again }) => `${number} ${subject.name} ${strike} ${at.toFixed(3)} ${again}`);
const named = (name: string): Subject => {
	const found = SUBJECTS.find((subject) => subject.name === name);
	if (!found) throw new Error(`no command ${name}`);
	return found;
};

describe('the plan of a storm', () => {
	const asked = { seed: 'a', kills: 300, engines: ENGINES };

	it('is the same for a seed, and another for another', () => {
		const plan = brief(planStorm(asked, SUBJECTS));
		expect(brief(planStorm(asked, SUBJECTS))).to.deep.equal(plan);
		expect(brief(planStorm({ ...asked, seed: 'b' }, SUBJECTS))).not.to.deep.equal(plan);
	});
	it('has the same kill at a number, however many there are', () => {
		const few = brief(planStorm({ ...asked, kills: 10 }, SUBJECTS));
		expect(few).to.have.length(10);
		expect(brief(planStorm(asked, SUBJECTS)).slice(0, 10)).to.deep.equal(few);
	});
	it('hits every command, in every way, at instants from start to end', () => {
		const plan = planStorm({ ...asked, kills: 2000 }, SUBJECTS);
		expect(new Set(plan.map(({ subject }) => subject.name))).to.have.property('size', SUBJECTS.length);
		expect(new Set(plan.map(({ strike }) => strike))).to.have.property('size', STRIKES.length);
		const instants = plan.map(({ at }) => at);
		expect(Math.min(...instants)).to.be.within(0, 0.01);
		expect(Math.max(...instants)).to.be.within(0.99, 1);
		const first = instants.filter((at) => at < 0.25).length;
		expect(first / plan.length).to.be.within(0.22, 0.28);
	});
	it('draws by weight', () => {
		const [heavy, light] = [named('run (private)'), named('status')].map((subject, i) => ({
			...subject,
			weight: i === 0 ? 3 : 1,
		}));
		const plan = planStorm({ ...asked, kills: 1000 }, [heavy, light] as Subject[]);
		expect(plan.filter(({ subject }) => subject === heavy).length).to.be.within(700, 800);
	});
	it('stays on the engines that were asked for', () => {
		const plan = planStorm({ ...asked, engines: ['uml'] }, SUBJECTS);
		expect(new Set(plan.map(({ subject }) => subject.engine))).to.deep.equal(new Set(['uml']));
		expect(() => planStorm({ ...asked, engines: [] }, SUBJECTS)).to.throw('name more engines');
	});
	it('runs every command once more that is quick, and about a third of those with a lab', () => {
		const plan = planStorm({ ...asked, kills: 2000 }, SUBJECTS);
		const [labs, others] = [plan.filter(({ subject }) => isLab(subject)), plan.filter(({ subject }) => !isLab(subject))];
		expect(others.every(({ again }) => again)).to.equal(true);
		expect(labs.filter(({ again }) => again).length / labs.length).to.be.within(0.29, 0.39);
	});
});

describe('what may hit a command', () => {
	it('is a signal, or its memory, for all', () => {
		for (const subject of SUBJECTS)
			expect(strikesOn(subject), subject.name).to.include.members(['SIGKILL', 'SIGTERM', 'SIGHUP', 'SIGINT', 'impatient', 'oom']);
	});
	it('is an engine only where there is one, and a guest only in a guest', () => {
		expect(strikesOn(named('lint')))
			.to.include('full-out')
			.and.not.include('engine-kill');
		expect(strikesOn(named('playground')), 'a full disk ends no server').not.to.include('full-out');
		expect(strikesOn(named('run sim')))
			.to.include('full-out')
			.and.not.include('engine-kill')
			.and.not.include('full-state');
		expect(strikesOn(named('run (private)'))).to.include.members([
			'engine-kill',
			'engine-stop',
			'full-state',
			'full-tmp',
			'full-out',
		]);
		expect(strikesOn(named('run (private)'))).not.to.include('guest-kill');
		expect(strikesOn(named('run (local)')))
			.to.include('engine-kill')
			.and.not.include('full-state');
		expect(strikesOn(named('up (uml)'))).to.include('guest-kill');
	});
	it('knows which commands have a lab', () => {
		expect(SUBJECTS.filter(isLab).map(({ name }) => name)).to.deep.equal([
			...['run (private)', 'up (private)', 'down (private)', 'clean (private)'],
			...['run (local)', 'up (local)', 'clean (local)', 'run (uml)', 'up (uml)', 'clean (uml)'],
		]);
	});
});

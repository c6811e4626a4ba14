import { expect } from 'chai';
import {
	baseOf,
	choiceSentence,
	chooseEngine,
	chooseNamed,
	type EngineChoice,
	type EngineDecision,
	type EngineFacts,
} from './choose.ts';

const facts = (ipVs: boolean | null, guestProblems: string[], provider: EngineFacts['provider'] = 'private'): EngineFacts => ({
	provider,
	ipVs,
	guestProblems,
});
const RAM = 'the guest needs 5 GiB; add memory';
const decide = (choice: EngineChoice, base: EngineFacts) => chooseEngine(choice, base) as EngineDecision;

describe('baseOf', () => {
	for (const [choice, localAnswers, base] of [
		['auto', true, 'local'],
		['auto', false, 'private'],
		['uml', true, 'local'],
		['uml', false, 'private'],
		['local', false, 'local'],
		['private', true, 'private'],
	] as const)
		it(`${choice} rests on ${base} where ${localAnswers ? 'an' : 'no'} engine answers`, () =>
			expect(baseOf(choice, (name) => name === 'private' || localAnswers)).to.equal(base));
});

describe('chooseEngine', () => {
	for (const [choice, ipVs, guest, provider, publishMode] of [
		['auto', true, 'runs', 'private', 'ingress'],
		['auto', true, 'does not', 'private', 'ingress'],
		['auto', false, 'runs', 'uml', 'ingress'],
		['auto', false, 'does not', 'private', 'host'],
		// Before set-up nothing is known: set-up comes first, and no guest.
		['auto', null, 'runs', 'private', 'host'],
		['private', true, 'runs', 'private', 'ingress'],
		['private', false, 'runs', 'private', 'host'],
		['uml', true, 'runs', 'uml', 'ingress'],
		['uml', false, 'runs', 'uml', 'ingress'],
		['uml', null, 'runs', 'uml', 'ingress'],
	] as const)
		it(`${choice}, ip_vs ${ipVs}, guest ${guest}: ${provider}, ${publishMode}`, () => {
			const decision = decide(choice, facts(ipVs, guest === 'runs' ? [] : [RAM]));
			expect(decision).to.include({ asked: choice, provider, publishMode });
			expect(decision.publishModeReason === null, 'a reason where there is no mesh').to.equal(publishMode === 'ingress');
		});

	it('takes a local engine as it takes a private one', () => {
		expect(decide('auto', facts(true, [RAM], 'local'))).to.deep.equal({
			asked: 'auto',
			provider: 'local',
			reason: 'it answers on this machine; its kernel has ip_vs',
			publishMode: 'ingress',
			publishModeReason: null,
		});
		expect(decide('local', facts(false, [], 'local'))).to.include({ provider: 'local', publishMode: 'host' });
	});
	it('says why auto came to the guest, and why it did not', () => {
		expect(decide('auto', facts(false, [], 'local')).reason).to.equal("the local engine's kernel has no ip_vs; the guest's has");
		expect(decide('auto', facts(false, [RAM])).reason).to.include(RAM);
		expect(decide('auto', facts(true, [RAM])).reason).not.to.include(RAM);
	});
	it('does not say that there is no ip_vs before it could be tried', () => {
		expect(decide('auto', facts(null, [])).publishModeReason).to.match(/^whether .* shows after `npm run setup`$/);
		expect(decide('private', facts(false, [])).publishModeReason).to.match(/ has no ip_vs, /);
	});
	it('has every problem where the guest is asked for and can not run', () => {
		expect(chooseEngine('uml', facts(true, [RAM, 'no x86_64']))).to.deep.equal({ problems: [RAM, 'no x86_64'] });
	});
});

describe('choiceSentence', () => {
	it('warns of host mode, and only then', () => {
		expect(choiceSentence(decide('private', facts(false, [])))).to.equal(
			"engine private (private: asked for by name); host mode, NOT the routing mesh: the engine's kernel has no ip_vs, which Swarm's routing mesh needs",
		);
		expect(choiceSentence(decide('uml', facts(false, [])))).to.equal(
			'engine uml (uml: asked for by name); with the routing mesh',
		);
	});
	it('says which engine it is where the user named it', () => {
		expect(choiceSentence(chooseNamed('build1', true))).to.equal(
			'engine build1 (asked for by name; its kernel has ip_vs); with the routing mesh',
		);
		expect(choiceSentence(chooseNamed('build1', false))).to.match(
			/^engine build1 \(asked for by name\); host mode, NOT the routing mesh: /,
		);
		expect(chooseNamed('build1', null).publishModeReason).to.match(/^whether .* shows after/);
	});
});

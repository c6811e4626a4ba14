import { expect } from 'chai';
import { VipdrillError } from '../base/errors.ts';
import { guestFailed } from '../labs/docker/engine/guest-failure.ts';
import { type GuestToSetUp, setUpGuest } from './setup-guest.ts';

const PANIC = 'boot\nptrace set fp regs failed, errno = 14\nKernel panic - not syncing: Attempted to kill init!\n<6> a call';
const died = () => guestFailed('ended by itself', PANIC, null);

/** A guest that fails as it is baked, or was found to; and what was done with it. */
function guest(is: { hasDisk?: boolean; obstacles?: string[]; failures?: string[]; error?: Error } = {}) {
	const failures = [...(is.failures ?? [])];
	const state = { baked: 0, logged: [] as string[] };
	const steps: GuestToSetUp = {
		hasDisk: async () => is.hasDisk ?? false,
		obstacles: async () => is.obstacles ?? [],
		failures: async () => failures,
		bake: async () => {
			state.baked += 1;
			if (is.error) failures.push('it was tried; try again');
			if (is.error) throw is.error;
		},
	};
	return { state, steps, log: (line: string) => void state.logged.push(line) };
}
const caught = async (work: Promise<unknown>): Promise<Error | undefined> =>
	work.then(
		() => undefined,
		(error: Error) => error,
	);

describe('setUpGuest', () => {
	for (const [choice, ipVs, hasDisk, found, baked] of [
		['auto', false, false, 'disk', 1],
		['auto', false, true, 'disk', 0],
		['auto', true, false, 'none', 0],
		['uml', null, false, 'disk', 1],
		['uml', null, true, 'disk', 0],
		['local', null, false, 'unasked', 0],
		['private', false, false, 'unasked', 0],
	] as const)
		it(`${choice}, ip_vs ${ipVs}, ${hasDisk ? 'a' : 'no'} disk: ${found}, baked ${baked} times`, async () => {
			const { state, steps, log } = guest({ hasDisk });
			expect([await setUpGuest(choice, ipVs, steps, log), state.baked]).to.deep.equal([found, baked]);
		});

	it('does without a guest that fails where nobody asked for it by name, and logs its console and what is remembered', async () => {
		const { state, steps, log } = guest({ error: died() });
		expect(await setUpGuest('auto', false, steps, log)).to.equal('none');
		expect(state.logged).to.deep.equal([
			`the guest ended by itself; its console said last:\n${PANIC}`,
			'the lab will do without the routing mesh, for no guest can bring ip_vs: it was tried; try again',
		]);
	});
	it('does not try one again that failed before, and says so', async () => {
		const { state, steps, log } = guest({ failures: ['it was tried; try again'] });
		expect([await setUpGuest('auto', false, steps, log), state.baked]).to.deep.equal(['none', 0]);
		expect(state.logged.join()).to.include('it was tried; try again');
	});
	it('does not try one that can not run, and says why', async () => {
		const { state, steps, log } = guest({ obstacles: ['no tap; load it'] });
		expect([await setUpGuest('auto', false, steps, log), state.baked]).to.deep.equal(['none', 0]);
		expect(state.logged.join()).to.include('no tap; load it');
	});
	it('tries one that is asked for by name although it failed before, and fails with it', async () => {
		const { state, steps, log } = guest({ failures: ['it was tried; try again'], error: died() });
		const error = await caught(setUpGuest('uml', false, steps, log));
		expect([error?.message, state.baked]).to.deep.equal([died().message, 1]);
	});
	it('fails by name with what is missing', async () => {
		const { steps, log } = guest({ obstacles: ['no tap; load it'] });
		expect(await caught(setUpGuest('uml', null, steps, log))).to.include({ code: 'SETUP_NEEDED', message: 'no tap; load it' });
	});
	it('fails in auto too with what the user can mend', async () => {
		const full = new VipdrillError('LAB_FAILED', 'the disk is full; make room');
		const { steps, log } = guest({ error: full });
		expect(await caught(setUpGuest('auto', false, steps, log))).to.equal(full);
	});
});

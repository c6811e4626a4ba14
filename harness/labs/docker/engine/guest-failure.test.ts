import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { FakeDocker } from '../fake-docker.ts';
import { GuestMemory, guestFailed, lastWords } from './guest-failure.ts';

const PANIC = `guest: modules loaded
userspace - ptrace set fp regs failed, errno = 14
Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b
CPU: 0 UID: 0 PID: 1 Comm: init Not tainted 6.12.113 #1
 [<6071d9c4>] ? _printk+0x0/0x45
`;
const PRIVATE = { id: 'private', kernel: '6.20' };
const CAUSE =
	'userspace - ptrace set fp regs failed, errno = 14; Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b';

describe('the last words of a guest', () => {
	it('are the panic and what led to it, not the calls that follow', () => expect(lastWords(PANIC)).to.equal(CAUSE));
	it('are the panic, where nothing is left of what was before', () =>
		expect(lastWords('Kernel panic - not syncing: no init\n [<6071d9c4>]')).to.equal('Kernel panic - not syncing: no init'));
	it('are the last line, where there was no panic', () => expect(lastWords('a\n b \n\n')).to.equal('b'));
	it('are none of an empty console', () => expect(lastWords('\n')).to.equal('its console said nothing'));
	it('are in the reason, and the whole console in the message', () => {
		const { reason, message, code } = guestFailed('ended by itself', PANIC, null);
		expect([reason, code]).to.deep.equal([`it ended by itself (${CAUSE})`, 'ENGINE_UNAVAILABLE']);
		expect(message).to.equal(`the guest ended by itself; its console said last:\n${PANIC}`);
	});
});

describe('the memory of guests that failed', () => {
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'vipdrill-guest-'));
	});
	afterEach(() => rmSync(folder, { recursive: true }));
	const memory = () => new GuestMemory(folder);
	const ground = (ID: string, KernelVersion: string, knownAs?: { id: string; kernel: string }) => {
		const fake = new FakeDocker();
		Object.assign(fake.facts, { ID, KernelVersion });
		return { ...(knownAs && { knownAs }), docker: fake.docker };
	};
	const here = () => ground('one', '6.18');

	it('says what failed, where, and how to try it again', async () => {
		await memory().failed(here(), 'disk-1', 'it died (of old age)');
		expect(await memory().failures(here(), 'disk-1')).to.deep.equal([
			'the guest was tried on this kernel (6.18), and it died (of old age); `npm run setup -- --engine uml` tries it again and shows its console',
		]);
	});
	it('says nothing of another guest, engine or kernel', async () => {
		await memory().failed(here(), 'disk-1', 'it died');
		expect(await memory().failures(here(), 'disk-2')).to.deep.equal([]);
		expect(await memory().failures(ground('two', '6.18'), 'disk-1')).to.deep.equal([]);
		expect(await memory().failures(ground('one', '6.19'), 'disk-1')).to.deep.equal([]);
		expect(memory().recalledFailures(PRIVATE, 'disk-1')).to.deep.equal([]);
	});
	it('knows of an engine that is known otherwise than by its ID, without asking it', async () => {
		await memory().failed(ground('one', '6.18', PRIVATE), 'disk-1', 'it died');
		expect(memory().recalledFailures(PRIVATE, 'disk-1').join()).to.include('6.20').and.include('it died');
		expect(memory().recalledFailures(PRIVATE, 'disk-2')).to.deep.equal([]);
	});
	it('takes it back where the guest has booted since', async () => {
		await memory().failed(here(), 'disk-1', 'it died');
		await memory().booted(here(), 'disk-1');
		expect(await memory().failures(here(), 'disk-1')).to.deep.equal([]);
	});
});

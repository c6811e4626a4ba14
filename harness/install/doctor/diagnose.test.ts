import { expect } from 'chai';
import { diagnose } from './diagnose.ts';
import { soundEngine, soundFindings } from './testing.ts';

const outlooks = (changes: Parameters<typeof soundFindings>[0]) =>
	diagnose(soundFindings(changes)).choices.map(
		({ choice, provider, publishMode, problems }) => `${choice} ${provider} ${publishMode} ${problems.length}`,
	);
const missing = (changes: Parameters<typeof soundFindings>[0]) =>
	diagnose(soundFindings(changes))
		.checks.filter(({ state }) => state !== 'ok')
		.map(({ of, name, state }) => `${of} ${name} ${state}`);
const none = { problems: ['no engine; start one'] };

describe('diagnose', () => {
	it('has nothing to say against a sound machine', () => {
		expect(outlooks({})).to.deep.equal([
			'auto local ingress 0',
			'local local ingress 0',
			'private private ingress 0',
			'uml uml ingress 0',
		]);
		expect(missing({})).to.deep.equal([]);
		expect(diagnose(soundFindings()).ok).to.equal(true);
	});
	it('sees that auto would boot the guest where the kernel has no ip_vs', () => {
		const changes = { local: none, private: soundEngine('private', { ipVs: false }) };
		expect(outlooks(changes)).to.deep.equal([
			'auto uml ingress 0',
			'local null null 1',
			'private private host 0',
			'uml uml ingress 0',
		]);
		expect(missing(changes)).to.deep.equal(['machine local engine missing', 'private ip_vs missing']);
	});
	it('counts host mode as working', () => {
		const changes = {
			local: soundEngine('local', { ipVs: false, netem: false, guestProblems: ['too small; grow', 'no x86_64; move'] }),
		};
		expect(outlooks(changes)).to.deep.equal([
			'auto local host 0',
			'local local host 0',
			'private private ingress 0',
			'uml null null 2',
		]);
		expect(diagnose(soundFindings(changes)).ok).to.equal(true);
		expect(missing(changes)).to.deep.equal([
			'local ip_vs missing',
			'local netem missing',
			'local uml guest missing',
			'local uml guest missing',
		]);
	});
	it('needs a set-up before anything works, and then knows no more', () => {
		const changes = {
			local: none,
			private: soundEngine('private', { missingImages: ['host', 'web'], ipVs: null, netem: null, tun: null }),
		};
		expect(outlooks(changes)).to.deep.equal([
			'auto private null 1',
			'local null null 1',
			'private private null 1',
			'uml uml ingress 0',
		]);
		expect(diagnose(soundFindings(changes)).choices[0]?.problems).to.deep.equal([
			'the private engine lacks host, web in the current version; run `npm run setup`',
		]);
		expect(diagnose(soundFindings(changes)).ok).to.equal(false);
		expect(missing(changes)).to.deep.equal([
			'machine local engine missing',
			'private lab images missing',
			'private ip_vs unknown',
			'private netem unknown',
			'private tun unknown',
		]);
	});
	it('says of an engine that does not run that it was not looked at', () => {
		const idle = soundEngine('private', { recalled: true, netem: null });
		const { checks, choices } = diagnose(soundFindings({ local: none, private: idle }));
		expect(checks.find(({ name }) => name === 'private engine')?.detail).to.equal(
			'Docker 26.1.5 can start, kernel 6.12.0; it does not run, so its images and kernel are as set-up found them',
		);
		expect(checks.filter(({ state }) => state === 'unknown').map(({ of, name }) => `${of} ${name}`)).to.deep.equal([
			'private netem',
		]);
		expect(choices[0]).to.include({ choice: 'auto', provider: 'private', publishMode: 'ingress' });
	});
	it('names everything that is missing on a bare machine', () => {
		const changes = {
			node: { version: '18.0.0', problem: 'Node 18.0.0 is too old; install a newer one' },
			dockerCommand: null,
			root: false,
			local: none,
			private: { problems: ['a private engine needs root; run vipdrill as root'] },
		};
		expect(outlooks(changes)).to.deep.equal(['auto null null 3', 'local null null 2', 'private null null 2', 'uml null null 3']);
		expect(diagnose(soundFindings(changes)).ok).to.equal(false);
		expect(missing(changes)).to.deep.equal([
			'machine Node missing',
			'machine docker command missing',
			'machine root missing',
			'machine local engine missing',
			'machine private engine missing',
		]);
	});
});

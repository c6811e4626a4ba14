import { expect } from 'chai';
import { classesOf } from './classes/index.ts';
import { dockerCheck, fixture, pair, theoryById, two } from './testing.ts';

describe('the guarantee by theory', () => {
	describe('of fixtures/haproxy, which has no swarm', () => {
		it('tells of HAProxy instead of Docker and tasks', async () => {
			const spec = await fixture('haproxy');
			const ids = classesOf(spec).map(({ id }) => id);
			expect(ids).to.include('service-stops');
			for (const id of ['dockerd-stops', 'dockerd-crashes', 'task-dies']) expect(ids).not.to.include(id);
			const bare = { ...spec, hosts: spec.hosts.map((host) => ({ ...host, units: ['nginx.service'] })) };
			expect(classesOf(bare).map(({ id }) => id)).not.to.include('service-stops');
			expect(classesOf(await fixture('seed')).map(({ id }) => id)).not.to.include('service-stops');
			const told = theoryById(spec)['service-stops'];
			// Two checks a second apart; then lb2 with 100 waits for its Skew_Time, 156/256 of 250 ms in version 3.
			expect([told?.outcome, told?.takesOver, pair(told?.detection)]).to.deep.equal(['moves', ['lb2'], [1000, 2000]]);
			expect(told?.takeover?.minMs).to.be.closeTo(1152, 1);
			expect(told?.takeover?.maxMs).to.be.closeTo(2152, 1);
		});
	});
	describe('of fixtures/no-tail, with HAProxy on each host before the tasks', () => {
		it('stays where it is, and is served, whatever becomes of the owner’s task or dockerd', async () => {
			const spec = await fixture('no-tail');
			const told = theoryById(spec);
			for (const id of ['dockerd-stops', 'dockerd-crashes', 'task-dies'])
				expect([told[id]?.outcome, pair(told[id]?.outage)], id).to.deep.equal(['stays', [0, 0]]);
			// docker2 with 200: 9 · 100 ms + 56 · 10 · 625 / 16 µs, less up to one interval.
			expect(pair(told['power-loss']?.outage)).to.deep.equal([821.875, 921.875]);
			// Two checks of 200 ms, 200 ms apart, the first of which begins within 200 ms.
			expect(told['power-loss']?.notes).to.deep.equal([
				'Until HAProxy’s checks have failed, 600 ms to 800 ms after the failure, a request whose turn is the dead host’s task waits 200 ms before another is asked (timeout connect).',
			]);
			expect(pair(told.return?.outage)).to.deep.equal([0, 0]);
			expect(classesOf(spec).map(({ id }) => id)).to.include('service-stops');
			// Two checks a second apart, then the Skew_Time of docker2.
			expect(pair(told['service-stops']?.outage)).to.deep.equal([1021.875, 2021.875]);
		});
		it('is as without HAProxy where its file cannot be read, or knows the owner’s own task alone', async () => {
			const spec = await fixture('no-tail');
			const withCfg = (change: (text: string) => string) => ({
				...spec,
				hosts: spec.hosts.map((host) => ({
					...host,
					files: host.files.map((file) => (file.target.endsWith('haproxy.cfg') ? { ...file, text: change(file.text) } : file)),
				})),
			});
			const unread = theoryById(withCfg((text) => text.replace('bind :80', 'bind :81')));
			expect([unread['task-dies']?.outcome, unread['dockerd-stops']?.outcome]).to.deep.equal(['never', 'never']);
			expect(unread['power-loss']?.notes).to.deep.equal([]);
			const endless = withCfg((text) =>
				text.replace('timeout connect 200ms', '').replace('default-server check', 'default-server'),
			);
			expect(theoryById(endless)['power-loss']?.notes).to.deep.equal([
				'For as long as it is dead, a request whose turn is the dead host’s task waits for the kernel to give it up (timeout connect).',
			]);
			const stubborn = theoryById(withCfg((text) => text.replace('option redispatch 1', '')));
			expect(stubborn['task-dies']?.outcome).to.equal('never');
			const alone = theoryById(withCfg((text) => text.replace(/ +server docker[23].*\n/g, '')));
			expect([alone['task-dies']?.outcome, alone['dockerd-crashes']?.outcome]).to.deep.equal(['never', 'never']);
		});
		it('takes over and serves also where the next in line has no task of its own', async () => {
			const spec = await fixture('no-tail');
			const drained = (of: typeof spec) => ({
				...of,
				hosts: of.hosts.map((host, i) => (i === 1 ? { ...host, availability: 'drain' as const } : host)),
			});
			const told = theoryById(drained(spec));
			expect(pair(told['power-loss']?.outage)).to.deep.equal([821.875, 921.875]);
			expect(pair(told['long-freeze']?.outage)).to.deep.equal([0, 921.875]);
			const bare = theoryById(drained({ ...spec, hosts: spec.hosts.map((host) => ({ ...host, units: [] })) }));
			expect(pair(bare['power-loss']?.outage)).to.deep.equal([821.875, null]);
			expect(pair(bare['long-freeze']?.outage)).to.deep.equal([0, null]);
		});
	});
	describe('of fixtures/seed', () => {
		// v2, 1 s, docker2 with 75: 3 s + 181/256 s = 3707.031 ms; docker1 with 100: 3 s + 156/256 s = 3609.375 ms.
		it('waits for Master_Down_Interval wherever docker1 falls silent', async () => {
			const told = theoryById(await fixture('seed'));
			for (const id of ['power-loss', 'link-down', 'keepalived-dies', 'long-freeze', 'one-way-loss']) {
				expect(told[id]?.takesOver, id).to.deep.equal(['docker2']);
				expect(pair(told[id]?.detection), id).to.deep.equal([2707.031, 3707.031]);
				expect(pair(told[id]?.takeover), id).to.deep.equal([2707.031, 3707.031]);
			}
			expect(pair(told['power-loss']?.outage)).to.deep.equal([2707.031, 3707.031]);
			// docker3 with 50: 25/256 s later.
			expect(told['power-loss']?.runnersUp).to.deep.equal([{ host: 'docker3', behindMs: 97.656 }]);
		});
		it('waits for Skew_Time alone after a goodbye', async () => {
			const stop = theoryById(await fixture('seed'))['orderly-stop'];
			expect([stop?.outcome, pair(stop?.detection), pair(stop?.takeover), pair(stop?.outage)]).to.deep.equal([
				'moves',
				[0, 0],
				[707.031, 707.031],
				[707.031, 707.031],
			]);
		});
		it('never acts on a dockerd that is gone, and says which lines mend that', async () => {
			const told = theoryById(await fixture('seed'));
			for (const id of ['dockerd-stops', 'dockerd-crashes']) {
				expect([told[id]?.outcome, told[id]?.problem, told[id]?.takesOver], id).to.deep.equal(['never', 'deaf-owner', []]);
				expect([told[id]?.takeover, pair(told[id]?.outage)], id).to.deep.equal([null, [0, null]]);
				const lines = told[id]?.remedy?.parts.flatMap((part) => part.lines).join('\n');
				expect(lines, id).to.include('vrrp_script check_docker {').and.to.include('check-web 10.0.0.11 80"');
			}
		});
		it('has two owners for good once keepalived is dead', async () => {
			const died = theoryById(await fixture('seed'))['keepalived-dies'];
			expect([died?.outcome, died?.problem, pair(died?.outage), pair(died?.twoOwners)]).to.deep.equal([
				'never',
				'two-owners',
				[0, 0],
				[0, null],
			]);
			const [part] = died?.remedy?.parts ?? [];
			expect(part?.lines).to.include('Restart=always');
			expect(part?.lines.at(-1)).to.include('ip address delete 10.0.0.200/32 dev ens18');
		});
		it('stays through a pause of 1 s, and has two owners for the rest of a freeze of 12 s', async () => {
			const told = theoryById(await fixture('seed'));
			expect([told['short-freeze']?.outcome, pair(told['short-freeze']?.outage)]).to.deep.equal(['stays', [0, 1000]]);
			expect([told['long-freeze']?.outcome, pair(told['long-freeze']?.twoOwners)]).to.deep.equal(['moves', [8292.969, 9292.969]]);
			expect(pair(told['long-freeze']?.outage), 'the kernel passes requests on to the others').to.deep.equal([0, 3707.031]);
		});
		it('serves through the other two tasks when one dies', async () => {
			const died = theoryById(await fixture('seed'))['task-dies'];
			expect([died?.outcome, pair(died?.outage), died?.why]).to.deep.equal([
				'stays',
				[0, 0],
				"The routing mesh sends requests to the service's other 2 tasks.",
			]);
		});
		it('gives the address back before docker1 serves, after 3.609375 s of keepalived at least', async () => {
			const back = theoryById(await fixture('seed')).return;
			expect([back?.takesOver, pair(back?.takeover), pair(back?.outage)]).to.deep.equal([
				['docker1'],
				[3609.375, null],
				[0, null],
			]);
			expect(back?.remedy?.parts.flatMap((part) => part.lines)).to.include('preempt_delay 15');
		});
	});

	it('of fixtures/hardened', async () => {
		// v3, 0.25 s, 8 missed; docker2 with 125: 2 s + 131 · 25 · 625/16 µs = 2127.929 ms; docker1 with 200: 2054.687 ms.
		const told = theoryById(await fixture('hardened'));
		for (const id of ['power-loss', 'link-down', 'keepalived-dies', 'long-freeze'])
			expect(pair(told[id]?.takeover), id).to.deep.equal([1877.929, 2127.929]);
		// Scripts each second, two in a row, and docker2's Skew_Time.
		for (const id of ['dockerd-stops', 'dockerd-crashes']) {
			expect([told[id]?.outcome, told[id]?.takesOver], id).to.deep.equal(['moves', ['docker2']]);
			expect(pair(told[id]?.detection), id).to.deep.equal([1000, 2000]);
			expect(pair(told[id]?.takeover), id).to.deep.equal([1127.929, 2127.929]);
		}
		expect(pair(told['dockerd-stops']?.outage)).to.deep.equal([1127.929, 2127.929]);
		expect(pair(told['dockerd-crashes']?.outage), 'containers serve until the address moves').to.deep.equal([127.929, 2127.929]);
		expect([told['keepalived-dies']?.outcome, told['keepalived-dies']?.twoOwners]).to.deep.equal(['moves', null]);
		expect(pair(told['keepalived-dies']?.outage), 'ExecStopPost deletes the address').to.deep.equal([1877.929, 2127.929]);
		expect(pair(told['orderly-stop']?.takeover)).to.deep.equal([127.929, 127.929]);
		expect(told['short-freeze']?.outcome).to.equal('stays');
		// preempt_delay 15 s + 2054.687 − 250: it starts with the first advertisement that is heard.
		expect(pair(told.return?.takeover)).to.deep.equal([16_804.687, null]);
		expect([pair(told.return?.outage), told.return?.remedy]).to.deep.equal([[0, 0], null]);
		const never = Object.entries(told).filter(([, { outcome }]) => outcome === 'never');
		expect(never.map(([id]) => id)).to.deep.equal(['one-way-loss']);
	});
	it('of fixtures/fast, which takes a pause of 1 s for a failure', async () => {
		// v3, 0.1 s, 3 missed; docker2 with 125: 300 ms + 131 · 10 · 625/16 µs = 351.171 ms; docker1 with 200: 321.875 ms.
		const told = theoryById(await fixture('fast'));
		expect(pair(told['power-loss']?.takeover)).to.deep.equal([251.171, 351.171]);
		expect(pair(told['dockerd-stops']?.takeover)).to.deep.equal([1051.171, 2051.171]);
		expect(pair(told['orderly-stop']?.outage)).to.deep.equal([51.171, 51.171]);
		expect([told['short-freeze']?.outcome, pair(told['short-freeze']?.twoOwners)]).to.deep.equal(['moves', [648.829, 748.829]]);
		expect(pair(told.return?.takeover)).to.deep.equal([15_221.875, null]);
	});

	describe('of other clusters', () => {
		it('a weight that is too small moves nothing, and one that is nopreempt neither', () => {
			const weak = theoryById(two(dockerCheck(-25)))['dockerd-stops'];
			// 100 − 25 is docker2's own priority: an equal one does not preempt.
			expect([weak?.outcome, weak?.remedy?.parts[0]?.lines]).to.deep.equal(['never', ['weight 0']]);
			expect(weak?.remedy?.why).to.equal('With chk failing, docker1 still has priority 75, and the next host has 75.');
			const check = dockerCheck(-26);
			const held = theoryById(two({ ...check, b: 'nopreempt' }))['dockerd-stops'];
			expect([held?.outcome, held?.remedy?.why?.includes('nopreempt')]).to.deep.equal(['never', true]);
		});
		it('a weight that is large enough moves it a Master_Down_Interval after the check, with preempt_delay so much later', () => {
			const crash = theoryById(two(dockerCheck(-26)))['dockerd-crashes'];
			// 4 to 6 s for three results, then 2.707 to 3.707 s; dockerd may be back after 2 s.
			expect([crash?.outcome, pair(crash?.detection), pair(crash?.takeover)]).to.deep.equal([
				'may-move',
				[4000, 6000],
				[6707.031, 9707.031],
			]);
			const late = theoryById(two({ ...dockerCheck(-26), b: 'preempt_delay 5' }))['dockerd-crashes'];
			expect(pair(late?.takeover)).to.deep.equal([11_707.031, 15_707.031]);
		});
		it('a script alone that asks for dockerd sees nothing before dockerd has ended', () => {
			const stop = theoryById(two(dockerCheck(0)))['dockerd-stops'];
			expect([stop?.outcome, pair(stop?.takeover)]).to.deep.equal(['moves', [4707.031, null]]);
			expect(stop?.takeover?.unbounded).to.include('stop_grace_period');
		});
		it('what a script asks that cannot be read is not known', () => {
			const above = 'vrrp_script mine {\n script "/opt/mine"\n interval 1\n}';
			const stop = theoryById(two({ above, both: 'track_script {\n\t\tmine\n\t}' }))['dockerd-stops'];
			expect([stop?.outcome, stop?.why.includes('track_script mine')]).to.deep.equal(['unknown', true]);
		});
		it('in host mode a dead task is nobody’s until Swarm replaces it', () => {
			const spec = two({});
			spec.service.publishMode = 'host';
			const told = theoryById(spec);
			expect([told['task-dies']?.outcome, pair(told['task-dies']?.outage)]).to.deep.equal(['never', [5000, null]]);
			// Three tasks on two hosts: one has the port of each.
			expect(pair(told['power-loss']?.outage)).to.deep.equal([2707.031, 3707.031]);
			// What the frozen task is asked waits for the thaw, or for the customer's time-out.
			expect(pair(told['long-freeze']?.outage)).to.deep.equal([0, 3707.031]);
		});
		it('in host mode with fewer tasks than hosts, the new owner may have none', () => {
			const spec = two({});
			Object.assign(spec.service, { publishMode: 'host', replicas: 1 });
			const told = theoryById(spec);
			expect(pair(told['power-loss']?.outage)).to.deep.equal([2707.031, null]);
			expect(told['power-loss']?.outage?.unbounded).to.include('the new owner may have none');
			spec.service.replicas = 2;
			expect(pair(theoryById(spec)['power-loss']?.outage)).to.deep.equal([2707.031, 3707.031]);
		});
		it('one task has nobody to stand in for it', () => {
			const one = theoryById(two({ cluster: (text) => text.replace('replicas: 3', 'replicas: 1') }));
			expect([one['task-dies']?.outcome, one['task-dies']?.remedy?.parts[0]?.lines]).to.deep.equal(['never', ['replicas: 2']]);
			expect(pair(one['power-loss']?.outage)).to.deep.equal([2707.031, null]);
		});
		it('hosts that do not hear each other are never of one mind, and no password is told', () => {
			const auth = (word: string) => `authentication {\n\t\tauth_type PASS\n\t\tauth_pass ${word}\n\t}`;
			const told = theoryById(two({ a: auth('s3cretA'), b: auth('s3cretB') }));
			for (const one of Object.values(told)) expect([one.outcome, one.problem]).to.deep.equal(['never', 'two-owners']);
			expect(told['power-loss']?.why).to.include('docker1 and docker2 do not hear each other: the password');
			expect(JSON.stringify(told)).not.to.include('s3cret');
			const peers = theoryById(two({ a: 'unicast_peer {\n\t\t10.0.0.12\n\t}', b: 'unicast_peer {\n\t\t10.0.0.13\n\t}' }));
			expect(peers['power-loss']?.why).to.include('docker2 does not list 10.0.0.11 in unicast_peer');
			const other = theoryById(two({ b: 'virtual_router_id 70' }));
			expect(other['power-loss']?.outcome).to.equal('never');
		});
		it('a freeze that may end before the timer does may move it', () => {
			// advert_int 4: 12.707 s, less up to 4 s; the freeze is 12 s.
			const told = theoryById(two({ both: 'advert_int 4' }))['long-freeze'];
			expect([told?.outcome, pair(told?.takeover), pair(told?.twoOwners)]).to.deep.equal([
				'may-move',
				[8707.031, 12_000],
				[0, 3292.969],
			]);
		});
		it('nopreempt leaves the address where it is on the return', () => {
			const back = theoryById(two({ both: 'nopreempt' })).return;
			expect([back?.outcome, pair(back?.outage), back?.takeover]).to.deep.equal(['stays', [0, 0], null]);
		});
		it('vrrp_startup_delay is waited for on the return', () => {
			const back = theoryById(two({ above: 'global_defs {\n vrrp_startup_delay 10\n}' })).return;
			expect(pair(back?.takeover)).to.deep.equal([13_609.375, null]);
		});
		it('a keepalived that is started again but leaves its address lets go of it then', () => {
			const dropIn = 'files:\n  - from: r.conf\n    to: /etc/systemd/system/keepalived.service.d/r.conf\n';
			const with_ = (delay: string) =>
				theoryById(
					two({
						cluster: (text) => text + dropIn,
						files: { 'r.conf': `[Service]\nRestart=always\nRestartSec=${delay}\n` },
					}),
				)['keepalived-dies'];
			const soon = with_('100ms');
			// Itself again after 0.1 + 3.609375 s: not before docker2, which waits for 3.707031 s at most.
			expect([soon?.outcome, soon?.takesOver, pair(soon?.outage), soon?.twoOwners]).to.deep.equal([
				'moves',
				['docker2'],
				[0, 3607.031],
				null,
			]);
			const late = with_('5s');
			expect([late?.outcome, pair(late?.twoOwners)]).to.deep.equal(['moves', [1292.969, null]]);
		});
		it('version 3 goes by the interval of the master', () => {
			// docker2 says 2 s itself, but learns 1 s: 3 s + 181 · 100 · 625/16 µs.
			const told = theoryById(two({ both: 'version 3', b: 'advert_int 2' }))['power-loss'];
			expect(pair(told?.takeover)).to.deep.equal([2707.031, 3707.031]);
		});
		it('a sync group is as good as the least of its members, and what is wrong with one is wrong with all', () => {
			const second = (priority: number) =>
				`vrrp_sync_group G {\n group {\n VI_1\n VI_2\n }\n}\nvrrp_instance VI_2 {\n state BACKUP\n interface ens18\n virtual_router_id 70\n priority ${priority}\n virtual_ipaddress {\n 10.0.0.201/24\n }\n track_script {\n chk\n }\n}`;
			const check = dockerCheck(0).above;
			const told = theoryById(two({ above: `${check}\n${second(40)}` }));
			// 40 on both: 3 s + 216/256 s; the higher address wins the tie.
			expect(pair(told['power-loss']?.takeover)).to.deep.equal([2843.75, 3843.75]);
			expect(told['dockerd-stops']?.outcome).to.equal('moves');
		});
		it('nobody takes over where no other host has the floating IP', () => {
			const spec = two({});
			const [, second] = spec.hosts;
			if (second) second.keepalived = null;
			const told = theoryById(spec);
			expect([told['power-loss']?.outcome, told['power-loss']?.problem]).to.deep.equal(['never', 'nobody']);
			expect([told['dockerd-stops']?.outcome, told['dockerd-stops']?.problem]).to.deep.equal(['never', 'nobody']);
		});
		it('an ingress network that is the LAN serves nobody there', async () => {
			const told = theoryById(await fixture('seed-as-published'));
			for (const one of Object.values(told)) expect([one.outcome, one.problem]).to.deep.equal(['never', 'deaf-owner']);
			expect(told['power-loss']?.remedy?.parts[0]?.lines).to.deep.equal(['defaultAddressPool: 10.99.0.0/16']);
		});
	});
});

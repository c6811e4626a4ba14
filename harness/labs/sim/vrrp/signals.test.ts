import { assert } from 'chai';
import { EXACT, owners, prio, timesOf, worldOf } from '../testing.ts';
import { MEASURED } from '../tuning.ts';

const SEED = [prio(100, 'state MASTER'), prio(75, 'state BACKUP'), prio(50, 'state BACKUP')];

/** Runs three seconds, does something to the first host's keepalived, and says when. */
function afterThree(hosts: Parameters<typeof worldOf>[0], act: (sim: ReturnType<typeof worldOf>) => void, options = {}) {
	const sim = worldOf(hosts, options);
	sim.run(3);
	const atMs = sim.world.kernel.nowUs / 1000;
	act(sim);
	const first = (type: 'vip.added' | 'vip.removed' | 'vrrp.advert', host: string) =>
		timesOf(sim.events, type, host).find((ms) => ms >= atMs);
	return { ...sim, atMs, first, docker1: sim.world.machine('docker1') };
}

describe('signals to keepalived', () => {
	it('SIGKILL of both: the VIP stays for good, the backup takes over, and both hold it', () => {
		const { world, run } = afterThree(SEED, ({ world }) => world.machine('docker1').keepalived?.kill('both'));
		run(60);
		assert.deepEqual(owners(world), ['docker1', 'docker2']);
	});

	it('SIGKILL of both under Restart=always: systemd starts it, which deletes the residual address', () => {
		const hosts = [{ ...SEED[0], dropIn: '100000' }, prio(75)];
		const { world, run, docker1, atMs, first } = afterThree(hosts, ({ world }) =>
			world.machine('docker1').keepalived?.kill('both'),
		);
		assert.isNull(docker1.keepalived?.pid);
		run(0.2);
		assert.isNotNull(docker1.keepalived?.pid);
		assert.closeTo((first('vip.removed', 'docker1') ?? 0) - atMs, 100, 0.01);
		run(60);
		assert.deepEqual(owners(world), ['docker1']);
	});

	it('SIGKILL of the parent is a goodbye: the next in line after its Skew_Time', () => {
		const { world, run, atMs, first } = afterThree(SEED, ({ world }) => world.machine('docker1').keepalived?.kill('parent'));
		run(30);
		assert.deepEqual(owners(world), ['docker2']);
		assert.closeTo((first('vip.added', 'docker2') ?? 0) - atMs, 707.131, 0.01);
	});

	it('SIGKILL of the child: respawned after 0, 1, 2, 4 … 60 s, and the VIP stays until then', () => {
		const sim = worldOf(SEED);
		sim.run(3);
		const docker1 = sim.world.machine('docker1');
		const goneAfter: number[] = [];
		for (let i = 0; i < 9; i += 1) {
			docker1.hold(['10.0.0.200'], true);
			const killedMs = sim.world.kernel.nowUs / 1000;
			docker1.keepalived?.kill('child');
			while (docker1.holds('10.0.0.200')) sim.run(0.01);
			goneAfter.push(Math.round((timesOf(sim.events, 'vip.removed', 'docker1').at(-1) ?? 0) - killedMs) / 1000);
		}
		assert.deepEqual(goneAfter, [0, 1, 2, 4, 8, 16, 32, 60, 60]);
	});

	it('SIGTERM: priority 0 within 37 ms, the VIP gone within 90 ms, the end after 1.03 to 1.10 s', () => {
		for (let i = 0; i < 50; i += 1) {
			const { run, events, atMs, first } = afterThree(SEED, ({ world }) => world.machine('docker1').keepalived?.stop(), {
				tuning: MEASURED,
				seed: `term ${i}`,
			});
			run(2);
			const zero = events.find((e) => e.type === 'vrrp.advert' && e.priority === 0);
			const ended = events.find((e) => e.type === 'unit.state' && e.host === 'docker1' && e.state === 'inactive');
			assert.isAtMost((zero?.atMs ?? Number.NaN) - atMs, 37);
			assert.isAtMost((first('vip.removed', 'docker1') ?? Number.NaN) - atMs, 90);
			assert.closeTo((ended?.atMs ?? Number.NaN) - atMs, 1065, 35.1);
		}
	});

	it('SIGSTOP for 2 s: nothing; for 6 s: both hold the VIP from the takeover to SIGCONT, when the old one bursts', () => {
		const short = afterThree(SEED, ({ world }) => world.machine('docker1').keepalived?.pause());
		short.run(2);
		short.docker1.keepalived?.goOn();
		short.run(5);
		assert.deepEqual(timesOf(short.events, 'vip.added', 'docker2'), []);
		const long = afterThree(SEED, ({ world }) => world.machine('docker1').keepalived?.pause());
		long.run(6);
		assert.deepEqual(owners(long.world), ['docker1', 'docker2']);
		const contMs = long.world.kernel.nowUs / 1000;
		long.docker1.keepalived?.goOn();
		const burst = timesOf(long.events, 'vrrp.advert', 'docker1').filter((ms) => ms === contMs);
		assert.isAtLeast(burst.length, 3);
		long.run(1);
		assert.deepEqual(owners(long.world), ['docker1']);
	});

	/** A reload of a host with another priority, some time after the last advertisement of docker1; what was advertised since. */
	const reload = (host: number, priority: number, tookMs = 0) => {
		const tuning = { ...EXACT, reload: { minUs: tookMs * 1000, meanUs: tookMs * 1000, maxUs: tookMs * 1000 } };
		return afterThree(
			[prio(100), prio(75)],
			({ world, reread }) => {
				world.machine(`docker${host + 1}`).keepalived?.reload(reread(host, prio(priority)));
			},
			{ tuning },
		);
	};
	const said = ({ events, atMs }: ReturnType<typeof reload>, host: string) =>
		events.flatMap((e) =>
			e.type === 'vrrp.advert' && e.host === host && e.atMs >= atMs ? [[Math.round(e.atMs - atMs), e.priority]] : [],
		);

	it('a reload of the MASTER: the VIP stays; once more the old priority, then the new one, from which the takeover counts', () => {
		const sim = reload(0, 60, 8);
		sim.run(6);
		assert.deepEqual(said(sim, 'docker1').slice(0, 2), [
			[0, 100],
			[8, 60],
		]);
		assert.deepEqual(owners(sim.world), ['docker2']);
		assert.closeTo((sim.first('vip.added', 'docker2') ?? 0) - sim.atMs, 3707.031 + 0.1, 0.01);
	});

	it('a reload of a BACKUP starts its timer anew: 3414.062 ms with 150, whatever the phase (3.43 s measured)', () => {
		const sim = reload(1, 150, 8);
		sim.run(6);
		assert.closeTo((sim.first('vip.added', 'docker2') ?? 0) - sim.atMs, 8 + 3414.062, 0.01);
	});

	it('a reload with another VRID is the end of one instance and the start of another', () => {
		const sim = afterThree([prio(100), prio(75)], ({ world, reread }) => {
			world.machine('docker1').keepalived?.reload(reread(0, prio(100, 'virtual_router_id 70')));
		});
		sim.run(8);
		const goodbye = sim.events.find((e) => e.type === 'vrrp.advert' && e.host === 'docker1' && e.priority === 0);
		assert.equal(goodbye?.atMs, sim.atMs);
		assert.closeTo((sim.first('vip.added', 'docker2') ?? 0) - sim.atMs, 707.031 + 0.1, 0.01);
		assert.deepEqual(owners(sim.world), ['docker1', 'docker2']);
	});

	it('a VIP that somebody deletes comes back after the own Skew_Time: +609 ms', () => {
		const { world, run, atMs, first } = afterThree(SEED, ({ world }) => world.machine('docker1').deleteAddress('10.0.0.200'));
		run(2);
		assert.deepEqual(owners(world), ['docker1']);
		assert.closeTo((first('vip.added', 'docker1') ?? 0) - atMs, 609.375, 0.01);
	});
});

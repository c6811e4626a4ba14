import { expect } from 'chai';
import { VipdrillError } from '../../../base/errors.ts';
import { addressConflict, vipDuplicate } from '../../../scenario/fault.ts';
import { host } from '../../../scenario/target.ts';
import { addressConflict as conflictDriver } from './address-conflict.ts';
import { strangerLab } from './testing.ts';
import { vipDuplicate as driver } from './vip-duplicate.ts';

/** arping says `arpingExit`. */
const lab = (arpingExit = '0') => strangerLab((script) => (script.includes('seq 500); do [ ! -s') ? `${arpingExit}\n` : ''));

describe('a stranger with addresses of the cluster', () => {
	it('plugs a stranger in without an address, on the bridge of a host that is on', async () => {
		const { world, beside } = lab();
		await driver.prepare(world, vipDuplicate(), [], 3);
		expect(beside).to.have.length(1);
		expect(beside[0]).to.include('/sys/class/net/v1a2b3c-docker2/master');
		expect(beside[0]).to.match(
			/ip link add v1a2b3c-str3 up master "\$bridge" type veth peer name eth0 address 00:00:5e:00:53:01 netns vipdrill-1a2b3c-stranger-3/,
		);
		expect(beside[0]).not.to.include('10.0.0.200');
	});
	it('gives him the VIP at the moment itself, in his own namespace, and has him announce it once', async () => {
		const { world, acts } = lab();
		const { fire, confirm } = await driver.prepare(world, vipDuplicate(), [], 0);
		await fire(0);
		await confirm?.();
		expect(acts).to.have.length(1);
		const [act] = acts;
		const script = act?.do === 'script' ? act.script : '';
		expect(act).to.include({ do: 'script', pid: null });
		expect(script).to.match(/^ip -n vipdrill-1a2b3c-stranger-0 address add 10\.0\.0\.200\/24 dev eth0\n/);
		expect(script).to.include('ip netns exec vipdrill-1a2b3c-stranger-0 arping -q -U -c 1 -I eth0 10.0.0.200');
	});
	it('has the own addresses of the hosts that it is to be mistaken for, and announces each', async () => {
		const { world, acts } = lab();
		const { fire } = await conflictDriver.prepare(world, addressConflict(host('docker2')), ['docker2', 'docker3'], 0);
		await fire(0);
		const [act] = acts;
		const lines = (act?.do === 'script' ? act.script : '').split('\n');
		expect(lines).to.deep.equal([
			'ip -n vipdrill-1a2b3c-stranger-0 address add 10.0.0.12/24 dev eth0',
			'ip -n vipdrill-1a2b3c-stranger-0 address add 10.0.0.13/24 dev eth0',
			'{ code=0',
			'ip netns exec vipdrill-1a2b3c-stranger-0 arping -q -U -c 1 -I eth0 10.0.0.12 || code=$?',
			'ip netns exec vipdrill-1a2b3c-stranger-0 arping -q -U -c 1 -I eth0 10.0.0.13 || code=$?',
			'echo $code > /run/vipdrill-announced-0; } > /dev/null 2>&1 &',
		]);
	});
	it('did not take effect where he could not announce himself', async () => {
		const { world } = lab('2');
		const { confirm } = await driver.prepare(world, vipDuplicate(), [], 0);
		let failure: unknown;
		await confirm?.().catch((error: unknown) => {
			failure = error;
		});
		expect(failure).to.be.instanceOf(VipdrillError).with.property('code', 'FAULT_FAILED');
	});
	it('is undone by its number alone, and only what is there', async () => {
		const { world, beside } = lab();
		await driver.undo(world, { index: 2, fault: vipDuplicate(), hosts: [], memo: {} });
		expect(beside).to.deep.equal([
			[
				'rm -f /run/vipdrill-announced-2',
				'[ ! -e /sys/class/net/v1a2b3c-str2 ] || ip link delete v1a2b3c-str2',
				'[ ! -e /run/netns/vipdrill-1a2b3c-stranger-2 ] || { ip netns pids vipdrill-1a2b3c-stranger-2 | xargs -r kill -9; ip netns delete vipdrill-1a2b3c-stranger-2; }',
			].join('\n'),
		]);
	});
});

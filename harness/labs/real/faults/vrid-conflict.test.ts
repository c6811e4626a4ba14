import { expect } from 'chai';
import { VipdrillError } from '../../../base/errors.ts';
import { vridConflict } from '../../../scenario/fault.ts';
import { strangerLab } from './testing.ts';
import { vridConflict as driver } from './vrid-conflict.ts';

/** What the stranger's keepalived is said to do. */
const lab = (said = 'speaks') => strangerLab((script) => (script.includes('echo speaks') ? `${said}\n` : ''));

describe('vrid-conflict on real hosts', () => {
	it('writes a configuration with the cluster’s number, version and interval, and a network of its own', async () => {
		const { world, beside } = lab();
		await driver.prepare(world, vridConflict(), [], 3);
		expect(beside[0]).to.include('ip netns add vipdrill-1a2b3c-stranger-3');
		expect(beside[1]).to.include('ip -n vipdrill-1a2b3c-stranger-3 address add 192.0.2.1/24 dev eth0');
		expect(beside[1]).to.include(
			"'virtual_router_id 69' 'version 2' 'priority 150' 'advert_int 1' 'virtual_ipaddress {' 192.0.2.200/24",
		);
		expect(beside.join('\n')).not.to.include('10.0.0.200');
	});
	it('starts keepalived from the disk of a host that is on, in the stranger’s own network', async () => {
		const { world, acts } = lab();
		const { fire, confirm } = await driver.prepare(world, vridConflict(), [], 0);
		await fire(0);
		await confirm?.();
		expect(acts).to.have.length(1);
		expect(acts[0]).to.include({ do: 'script', pid: null });
		expect(acts[0]?.do === 'script' ? acts[0].script : '').to.match(
			/^nsenter --net=\/run\/netns\/vipdrill-1a2b3c-stranger-0 --root=\/proc\/101\/root keepalived --dont-fork --log-console --vrrp -f \/run\/vipdrill-stranger-0\.conf .*&$/,
		);
	});
	it('did not take effect where the stranger’s keepalived has ended', async () => {
		const { world } = lab('ended\nStopped by the log');
		const { confirm } = await driver.prepare(world, vridConflict(), [], 0);
		let failure: unknown;
		await confirm?.().catch((error: unknown) => {
			failure = error;
		});
		expect(failure).to.be.instanceOf(VipdrillError).with.property('code', 'FAULT_FAILED');
		expect(String(failure)).to.include('it said last: Stopped by the log');
	});
	it('ends all that runs in the stranger’s network as it is undone', async () => {
		const { world, beside } = lab();
		await driver.undo(world, { index: 2, fault: vridConflict(), hosts: [], memo: {} });
		expect(beside).to.have.length(1);
		expect(beside[0]).to.include('ip netns pids vipdrill-1a2b3c-stranger-2 | xargs -r kill -9; ip netns delete');
	});
});

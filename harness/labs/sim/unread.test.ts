import { assert } from 'chai';
import { loadCluster } from '../../load/load-cluster.ts';
import { SimLab } from './sim-lab.ts';
import { MEASURED } from './tuning.ts';
import { unreadStatements } from './unread.ts';
import { questionOf } from './vrrp/track-model.ts';

const seed = await loadCluster('fixtures/seed');

/** The seed cluster with these keepalived.confs. */
function withConf(text: string) {
	const hosts = seed.hosts.map((host, i) => ({
		...host,
		keepalived: host.keepalived && { ...host.keepalived, file: `k${i + 1}.conf`, text },
	}));
	return { ...seed, hosts };
}

const CONF = `global_defs {
	router_id A
	vrrp_strict
}
vrrp_script lb {
	script "/usr/local/bin/check-lb --fast"
	timeout 3
}
vrrp_track_process p {
	process nginx
	quorum 2
}
vrrp_instance VI_1 {
	interface ens18
	virtual_router_id 69
	use_vmac
	track_interface {
		ens19 weight -5 reverse
	}
	notify /etc/notify
}
virtual_server 10.0.0.200 80 {
	delay_loop 6
}
`;

describe('what the simulator passes over', () => {
	it('is named with file and line, hosts that have it alike in one sentence; scripts and processes that it cannot read come first', () => {
		const at = (line: number) => `(k1.conf:${line}, k2.conf:${line}, k3.conf:${line}).`;
		const unread = unreadStatements(withConf(CONF));
		assert.deepEqual(unread.slice(0, 2), [
			`The simulator cannot tell what this asks, and takes it to succeed: vrrp_script lb, /usr/local/bin/check-lb --fast ${at(6)}`,
			`The simulator cannot tell what this asks, and takes it to succeed: vrrp_track_process p, nginx ${at(9)}`,
		]);
		const ignored = (what: string, line: number) => `The simulator does not act on this: ${what} ${at(line)}`;
		assert.deepEqual(unread.slice(2), [
			ignored('router_id A', 2),
			ignored('timeout 3', 7),
			ignored('quorum 2', 11),
			ignored('use_vmac', 16),
			ignored('reverse, of ens19', 18),
			ignored('notify /etc/notify', 20),
			ignored('virtual_server 10.0.0.200 80', 22),
			'The simulator does not act on this: services.web.environment (stack.yml:7).',
		]);
	});

	it('is in the report of every simulated run', () => {
		const { notTested } = new SimLab(withConf(CONF), MEASURED).environment;
		assert.include(notTested.join('\n'), 'vrrp_script lb');
		assert.include(notTested.join('\n'), 'use_vmac');
	});

	it('tells of a script what it asks, by its words and those of the file that it runs', () => {
		const files = [
			{ source: 'f', target: '/etc/check-web', text: '#!/bin/sh\nwget -q http://127.0.0.1/', mode: 0o755 },
			{ source: 'g', target: '/etc/ok', text: '#!/bin/sh\n# pidof dockerd\nexit 0\n', mode: 0o755 },
		];
		const asks = (command: string) => questionOf(command, { files });
		assert.deepEqual(
			[
				'/usr/bin/pidof dockerd',
				'/bin/sh /etc/check-web',
				'/etc/ok',
				'/bin/false',
				'/bin/true',
				'killall -0 keepalived',
				'/opt/x',
			].map(asks),
			['dockerd', 'published-port', 'succeeds', 'fails', 'succeeds', 'keepalived', 'unknown'],
		);
	});
});

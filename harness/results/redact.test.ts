import { expect } from 'chai';
import { HIDDEN, knownSecrets } from '../base/known-secrets.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { noteCluster, withoutSecrets } from './redact.ts';

const PUBLIC = [
	...['10.0.0.201', '172.16.0.201', 'fd00:10::200', 'fd00:10::/64', 'fd00:10::11', '172.16.0.0/24', '172.16.0.11'],
	...['ens19', 'inside', 'haproxy.service', 'tls-name'],
];

describe('what anybody may know of a cluster', () => {
	beforeEach(() => knownSecrets.clear());
	afterEach(() => knownSecrets.clear());

	it('are all its floating IPs, segments, NICs, services and probes, also where somebody took one for a password', async () => {
		const [two, dual, proxies, seed] = await Promise.all(
			['two-vips', 'dual-stack', 'haproxy', 'seed'].map((name) => loadCluster(`fixtures/${name}`)),
		);
		if (!two || !dual || !proxies || !seed) expect.fail();
		const probe = { name: 'tls-name', kind: 'tcp' as const, address: '10.0.0.200', port: 443, timeoutMs: 1, everyMs: 1 };
		for (const spec of [two, dual, proxies, { ...seed, probes: [probe] }]) noteCluster(spec);
		knownSecrets.add(...PUBLIC, 'a real secret');
		for (const text of PUBLIC) expect(withoutSecrets(`say ${text}`)).to.equal(`say ${text}`);
		expect(withoutSecrets('say a real secret')).to.equal(`say ${HIDDEN}`);
	});
});

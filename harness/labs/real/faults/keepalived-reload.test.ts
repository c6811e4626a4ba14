import { expect } from 'chai';
import { host, keepalivedReload } from '../../../index.ts';
import { loadCluster } from '../../../load/load-cluster.ts';
import { fakeWorld } from '../testing.ts';
import { watchedFaults } from './worlds.ts';

const seed = await loadCluster('fixtures/seed');
const MAIN = '/etc/keepalived/keepalived.conf';
const INSTANCE = '/etc/keepalived/instance.conf';

/** The seed, whose hosts' instances stand in a file that the main one includes. */
const included = {
	...seed,
	hosts: seed.hosts.map((one) => ({
		...one,
		keepalived: one.keepalived && { ...one.keepalived, text: 'include instance.conf\n' },
		files: [{ source: 'instance.conf', target: INSTANCE, text: one.keepalived?.text ?? '', mode: 0o640 }],
	})),
};

describe('keepalived-reload on real hosts', () => {
	it('changes the file that the settings stand in, an included one too, and puts the cluster’s own back', async () => {
		const fake = fakeWorld(included);
		const faults = watchedFaults(fake.world);
		const { record } = await faults.inject(0, keepalivedReload(host('docker2'), { priority: 60 }), ['docker2'], () => 0);
		const own = included.hosts[1]?.files[0]?.text;
		expect(own).to.include('priority 75');
		expect(record.memo).to.deep.equal({ texts: { docker2: { [INSTANCE]: own } } });
		expect(fake.log.filter((line) => line.includes('.next'))).to.deep.equal([
			`run on docker2: cp -p ${INSTANCE} ${INSTANCE}.next && cat > ${INSTANCE}.next`,
		]);
		await faults.undo(record);
		expect(fake.log.filter((line) => line.startsWith('run on docker2: cat'))).to.deep.equal([
			`run on docker2: cat > ${INSTANCE}; rm -f ${INSTANCE}.next`,
		]);
		expect(fake.log.join('\n')).not.to.include(MAIN);
	});
});

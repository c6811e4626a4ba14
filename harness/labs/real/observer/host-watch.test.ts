import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { loadCluster } from '../../../load/load-cluster.ts';
import type { TimelineEvent } from '../../../timeline/event.ts';
import type { CommandStream } from '../command.ts';
import { watchHost } from './host-watch.ts';

describe('watchHost', () => {
	it('says what it missed by a torn line, and goes on', async () => {
		const stdout = new PassThrough();
		const spec = await loadCluster('fixtures/seed');
		const lab = { spec, nicOf: () => 'ens18', stream: async () => ({ stdout }) as unknown as CommandStream };
		const [events, missed, lost]: [TimelineEvent[], string[], string[]] = [[], [], []];
		await watchHost(lab, 'docker1', {
			...{ mesh: false, seen: { ownerOf: () => ({ node: null, task: null }) } },
			...{ see: (event) => events.push(event), missed: (how) => missed.push(how), lost: (how) => lost.push(how) },
		});
		stdout.write('{"MESSAGE":"(VI_1) Ent[2026-11-24T00:28:12.9] snapshot 2: ens18 inet 10.0.0.12/24\n');
		stdout.write('{"MESSAGE":"(VI_1) Entering MASTER STATE","__REALTIME_TIMESTAMP":"1795428900123456"}\n');
		expect(missed).to.deep.equal([
			'said what can’t be read: {"MESSAGE":"(VI_1) Ent[2026-11-24T00:28:12.9] snapshot 2: ens18 inet 10.0.0.12/2',
		]);
		expect(lost).to.deep.equal([]);
		expect(events).to.deep.equal([
			{ type: 'vrrp.state', atMs: 1795428900123.456, host: 'docker1', instance: 'VI_1', state: 'MASTER' },
		]);
		events.length = 0;
		stdout.write(
			'{"MESSAGE":"(VI_1) Entering BACKUP STATE","_SYSTEMD_UNIT":"keepalived.service","__REALTIME_TIMESTAMP":"2000"}\n',
		);
		stdout.write('{"MESSAGE":"raft: lost leader","_SYSTEMD_UNIT":"docker.service","__REALTIME_TIMESTAMP":"3000"}\n');
		expect(events).to.deep.equal([
			{ type: 'host.log', atMs: 2, host: 'docker1', unit: 'keepalived', text: '(VI_1) Entering BACKUP STATE' },
			{ type: 'vrrp.state', atMs: 2, host: 'docker1', instance: 'VI_1', state: 'BACKUP' },
			{ type: 'host.log', atMs: 3, host: 'docker1', unit: 'docker', text: 'raft: lost leader' },
		]);
	});
});

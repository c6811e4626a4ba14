import { expect } from 'chai';
import type { TimelineEvent } from '../timeline/event.ts';
import { logFiles } from './log-files.ts';

describe('logFiles', () => {
	const log = (atMs: number, host: string, unit: 'docker' | 'keepalived', text: string): TimelineEvent => ({
		...{ type: 'host.log', atMs, host, unit, text },
	});
	it('are one a host, in time order, beside the timeline', () => {
		const events = [
			log(12_345.6, 'docker1', 'keepalived', '(VI_1) Entering BACKUP STATE'),
			log(1000, 'docker1', 'docker', 'two\n  lines'),
			log(3, 'docker2', 'docker', 'a'),
			{ type: 'mark', atMs: 5, phase: 'steady' } as const,
		];
		expect(Object.fromEntries(logFiles('trials/kill-master-001.ndjson', events))).to.deep.equal({
			'trials/kill-master-001.docker2.log': '     0.003 s  docker      a\n',
			'trials/kill-master-001.docker1.log':
				'     1.000 s  docker      two ⏎ lines\n    12.346 s  keepalived  (VI_1) Entering BACKUP STATE\n',
		});
	});
	it('are none where nobody logged', () => expect(logFiles('trials/a.ndjson', []).size).to.equal(0));
});

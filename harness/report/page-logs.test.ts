import { inflateRawSync } from 'node:zlib';
import { expect } from 'chai';
import { killMasterTimeline } from '../measure/testing.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import type { PageDrillLogs } from './page/page-types.ts';
import { packLogs } from './page-logs.ts';
import { sampleReport, TIMELINE } from './testing.ts';

const unpacked = (text = '') => JSON.parse(inflateRawSync(Buffer.from(text, 'base64')).toString()) as PageDrillLogs;
/** Noise, so that it does not deflate. */
const noise = (i: number) => `${Math.sin(i)} ${Math.cos(i * 7)} ${Math.tan(i * 3)}`;
const log = (atMs: number, text: string, host = 'docker2'): TimelineEvent => ({
	...{ type: 'host.log', atMs, host, unit: 'docker', text },
});

describe('packLogs', () => {
	const run = (logs: TimelineEvent[]) => ({
		...{ label: '', report: sampleReport() },
		timelines: new Map([[TIMELINE, [...killMasterTimeline(), ...logs]]]),
	});
	it('has the lines of each trial in time order, with the files of the whole logs', () => {
		const [text] = packLogs(
			['kill-master'],
			[run([log(20, 'time="2026-11-26T16:08:02.7Z" b'), log(10.4, 'a', 'docker1')])],
			10_000,
		);
		expect(unpacked(text)).to.deep.equal([
			[
				{
					hosts: [
						{ host: 'docker1', file: 'kill-master/trial-1.docker1.log' },
						{ host: 'docker2', file: 'kill-master/trial-1.docker2.log' },
					],
					of: 2,
					lines: [
						{ atMs: 10, host: 0, unit: 'docker', text: 'a' },
						{ atMs: 20, host: 1, unit: 'docker', text: 'b' },
					],
				},
			],
		]);
	});
	it('is empty where nobody logged', () => expect(packLogs(['kill-master'], [run([])], 10_000)).to.deep.equal(['']));
	it('cuts long lines, and keeps those from two seconds before the fault on where there are too many', () => {
		// The fault is at 2.5 s.
		const logs = Array.from({ length: 1000 }, (_, i) => log(i * 5, i === 100 ? 'x'.repeat(300) : String(i)));
		const [[only]] = unpacked(packLogs(['kill-master'], [run(logs)], 100_000)[0]) as [[NonNullable<PageDrillLogs[0][0]>]];
		expect([only.of, only.lines.length, only.lines[0]?.text.length]).to.deep.equal([1000, 400, 222]);
		expect(only.lines[0]?.atMs).to.equal(500);
	});
	it('takes as many lines as there is room for, and none where there is not', () => {
		const logs = Array.from({ length: 1000 }, (_, i) => log(i * 5, noise(i)));
		const lines = (bytes: number) => {
			const [text] = packLogs(['kill-master'], [run(logs)], bytes);
			expect(text?.length).to.be.at.most(bytes);
			return text === '' ? 0 : unpacked(text)[0]?.[0]?.lines.length;
		};
		expect([lines(60_000), lines(8000), lines(3200), lines(1400), lines(100)]).to.deep.equal([400, 150, 50, 15, 0]);
	});
});

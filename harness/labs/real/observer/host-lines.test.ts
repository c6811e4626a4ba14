import { expect } from 'chai';
import { readHostLine, readLogLine } from './host-lines.ts';

describe('readHostLine', () => {
	const epochMs = Date.UTC(2026, 10, 23, 10, 15, 0) + 123.456;
	const address = { kind: 'address', added: true, snapshot: false, address: '10.0.0.200' };
	const cases: { line: string; expected: object | null }[] = [
		{
			line: '[2026-11-23T10:15:00.123456] 8: ens18    inet 10.0.0.200/32 scope global ens18\\ valid_lft forever',
			expected: address,
		},
		{
			line: '[2026-11-23T10:14:59.000001] [2026-11-23T10:15:00.123456] 2: ens18    inet 10.0.0.200/32 scope global ens18',
			expected: address,
		},
		{
			line: '[2026-11-23T10:15:00.123456] Deleted 8: ens18    inet 10.0.0.200/32 scope global ens18',
			expected: { ...address, added: false },
		},
		{
			line: '[2026-11-23T10:15:00.123456] snapshot 8: ens18    inet 10.0.0.200/32 scope global',
			expected: { ...address, snapshot: true },
		},
		{
			line: '[2026-11-23T10:15:00.123456] 9: vrrp.69    inet6 fd00:10::200/128 scope global',
			expected: { ...address, address: 'fd00:10::200' },
		},
		{ line: '[2026-11-23T10:15:00.123456] 1: lo    inet 10.0.0.200/32 scope global lo', expected: null },
		{
			line: '{"MESSAGE":"(VI_1) Entering MASTER STATE","__REALTIME_TIMESTAMP":"1795428900123456"}',
			expected: { kind: 'vrrp', instance: 'VI_1', state: 'MASTER' },
		},
		{
			line: '{"MESSAGE":"(VI_1) Entering BACKUP STATE (init)","__REALTIME_TIMESTAMP":"1795428900123456"}',
			expected: { kind: 'vrrp', instance: 'VI_1', state: 'BACKUP' },
		},
		{
			line: '{"MESSAGE":"Stopping docker.service - Docker Application Container Engine...","UNIT":"docker.service","__REALTIME_TIMESTAMP":"1795428900123456"}',
			expected: { kind: 'unit', unit: 'docker', state: 'deactivating' },
		},
		{
			line: `{"MESSAGE":"keepalived.service: Failed with result 'signal'.","UNIT":"keepalived.service","__REALTIME_TIMESTAMP":"1795428900123456"}`,
			expected: { kind: 'unit', unit: 'keepalived', state: 'failed' },
		},
		{ line: '{"MESSAGE":"Started cron.service","UNIT":"cron.service","__REALTIME_TIMESTAMP":"1"}', expected: null },
		{
			line: '{"MESSAGE":"(VI_1) Entering MASTER STATE","_SYSTEMD_UNIT":"docker.service","__REALTIME_TIMESTAMP":"1"}',
			expected: null,
		},
		{ line: '{"MESSAGE":"Startup complete","__REALTIME_TIMESTAMP":"1795428900123456"}', expected: null },
		{
			line: 'ipvs 1795428900.023456 1795428900.123456 FWM 00000100 rr -> 0A630006:0000 Masq 1',
			expected: { kind: 'ipvs', table: [{ service: 'FWM 256', address: '10.99.0.6', weight: 1 }] },
		},
		{ line: 'ipvs 1795428900.023456 1795428900.123456', expected: { kind: 'ipvs', table: [] } },
		{ line: 'ended journal', expected: { kind: 'ended', part: 'journal' } },
		{ line: 'something else', expected: null },
	];
	for (const { line, expected } of cases) {
		it(`reads ${line.slice(0, 70)}`, () => {
			const got = readHostLine(line);
			if (expected === null) {
				expect(got).to.equal(null);
				return;
			}
			expect(got).to.deep.include(expected);
			if (got && 'epochMs' in got) expect(got.epochMs).to.be.closeTo(epochMs, 0.001);
		});
	}
});

describe('readLogLine', () => {
	const line = (fields: object) => JSON.stringify({ __REALTIME_TIMESTAMP: '1795428900123456', ...fields });
	const epochMs = 1795428900123.456;
	it('reads what daemons say, and what systemd says of them', () => {
		expect(readLogLine(line({ MESSAGE: 'level=info', _SYSTEMD_UNIT: 'docker.service' }))).to.deep.equal({
			...{ unit: 'docker', text: 'level=info', epochMs },
		});
		expect(
			readLogLine(line({ MESSAGE: 'Started keepalived', UNIT: 'keepalived.service', _SYSTEMD_UNIT: 'init.scope' })),
		).to.deep.equal({
			...{ unit: 'keepalived', text: 'Started keepalived', epochMs },
		});
	});
	it('reads nothing else', () => {
		for (const other of [
			line({ MESSAGE: 'x', UNIT: 'cron.service' }),
			line({ MESSAGE: 'x' }),
			line({ MESSAGE: [1, 2], UNIT: 'docker.service' }),
			'ended journal',
		])
			expect(readLogLine(other), other).to.equal(null);
	});
});

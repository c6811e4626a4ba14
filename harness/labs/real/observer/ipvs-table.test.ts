import { expect } from 'chai';
import { diffIpvsTables, type IpvsEntry, parseIpvsTable } from './ipvs-table.ts';

const KERNEL = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
TCP  0A0000C8:0050 wrr
  -> C0A80701:1F90      Route   100    0          0
FWM  00000100 rr
  -> 0A630006:0000      Masq    1      0          3
  -> 0A630005:0000      Masq    0      2          0
`;

const entry = (address: string, weight = 1, service = 'FWM 256'): IpvsEntry => ({ service, address, weight });

describe('parseIpvsTable', () => {
	it('reads addresses, ports and marks from hexadecimal, weights from decimal', () => {
		expect(parseIpvsTable(KERNEL)).to.deep.equal([
			entry('192.168.7.1', 100, 'TCP 10.0.0.200:80'),
			entry('10.99.0.6'),
			entry('10.99.0.5', 0),
		]);
	});
	it('reads a table on one line, without its counters', () => {
		const line = ' FWM 00000101 rr -> 0A630006:0000 Masq 1 FWM 00000102 rr -> 0A630105:0000 Masq 0';
		expect(parseIpvsTable(line)).to.deep.equal([entry('10.99.0.6', 1, 'FWM 257'), entry('10.99.1.5', 0, 'FWM 258')]);
	});
	for (const empty of ['', ' FWM 00000100 rr', KERNEL.split('\n').slice(0, 3).join('\n')])
		it(`finds no back end in ${JSON.stringify(empty.slice(0, 20))}`, () => expect(parseIpvsTable(empty)).to.deep.equal([]));
});

describe('diffIpvsTables', () => {
	const change = (address: string, what: string, service = 'FWM 256') => ({ service, address, change: what });
	for (const [what, before, after, expected] of [
		['nothing', [entry('a')], [entry('a')], []],
		['another order', [entry('a'), entry('b')], [entry('b'), entry('a')], []],
		['another weight above 0', [entry('a', 1)], [entry('a', 2)], []],
		['one that came', [entry('a')], [entry('a'), entry('b')], [change('b', 'added')]],
		['one that came drained', [], [entry('a', 0)], [change('a', 'drained')]],
		['one that was drained', [entry('a')], [entry('a', 0)], [change('a', 'drained')]],
		['one that is no longer drained', [entry('a', 0)], [entry('a')], [change('a', 'added')]],
		['one that left', [entry('a'), entry('b')], [entry('b')], [change('a', 'removed')]],
		['one that left after it was drained', [entry('a', 0)], [], [change('a', 'removed')]],
		[
			'one that moved to another service',
			[entry('a')],
			[entry('a', 1, 'FWM 257')],
			[change('a', 'removed'), change('a', 'added', 'FWM 257')],
		],
	] as const)
		it(`sees ${what}`, () => expect(diffIpvsTables(before, after)).to.deep.equal(expected));
});

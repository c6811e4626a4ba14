import { expect } from 'chai';
import { InputError } from '../base/errors.ts';
import { at, killMasterTimeline } from '../measure/testing.ts';
import { formatEvent, parseTimeline } from './ndjson.ts';

describe('formatEvent', () => {
	it('puts type and atMs first, sorts the rest and rounds to microseconds', () => {
		const event = at.fault(12.34567, ['a'], { uncertaintyMs: 0.00049, doneMs: 13, askedMs: 12 });
		expect(formatEvent(event)).to.equal(
			'{"type":"fault.injected","atMs":12.346,"askedMs":12,"doneMs":13,"fault":"power-loss","hosts":["a"],"index":0,"target":"master()","uncertaintyMs":0}',
		);
	});
	it('writes one line whatever the text holds', () => {
		expect(formatEvent(at.health(1, 'stall', 2, 'a\nb\r\u2028'))).not.to.match(/[\n\r]/);
	});
	it('does not depend on the order in which an event was built', () => {
		const event = at.down(1, 'a');
		expect(formatEvent(Object.fromEntries(Object.entries(event).reverse()) as unknown as typeof event)).to.equal(
			formatEvent(event),
		);
	});
});

describe('parseTimeline', () => {
	it('gives back what formatEvent wrote, in time order', () => {
		const events = killMasterTimeline();
		const text = events.map((e) => `${formatEvent(e)}\n`).join('');
		expect(parseTimeline(text, 't')).to.deep.equal(events.toSorted((a, b) => a.atMs - b.atMs));
	});
	it('reads samples that name their client, and old ones that do not', () => {
		const events = [at.sample(1), at.sample(2, 'ok', { client: 'routed' })];
		expect(parseTimeline(events.map(formatEvent).join('\n'), 't')).to.deep.equal(events);
		const wrong = formatEvent(at.sample(1)).replace('"doneMs"', '"client":"nobody","doneMs"');
		expect(() => parseTimeline(wrong, 't')).to.throw(InputError, 'must be one of segment, routed');
	});
	it("reads a trial's start as older versions wrote it, with its drill under `scenario`", () => {
		const start = at.started(0);
		const old = formatEvent(start).replace('"drill"', '"scenario"');
		expect(parseTimeline(old, 't')).to.deep.equal([start]);
	});
	it('keeps the written order of events of one instant', () => {
		const text = [at.down(5, 'b'), at.down(5, 'a'), at.down(1, 'c')].map(formatEvent).join('\n');
		expect(parseTimeline(text, 't').map((e) => 'host' in e && e.host)).to.deep.equal(['c', 'b', 'a']);
	});
	it('reads an empty file as no events, and passes over blank lines and CRLF', () => {
		expect(parseTimeline('', 't')).to.deep.equal([]);
		expect(parseTimeline(`\r\n${formatEvent(at.down(1, 'a'))}\r\n\n`, 't')).to.have.length(1);
	});

	const good = formatEvent(at.down(1, 'a'));
	for (const [what, line, message] of [
		['half a line', good.slice(0, 10), 'run/t.ndjson:2: event: not a line of JSON'],
		['a list', '[]', 'run/t.ndjson:2: event: a line must be a JSON object'],
		['null', 'null', 'run/t.ndjson:2: event: a line must be a JSON object'],
		['no type', '{"atMs":1}', 'run/t.ndjson:2: type: not a known event type'],
		['an unknown type', '{"type":"toString","atMs":1}', 'run/t.ndjson:2: type: not a known event type (got "toString")'],
		['a missing field', '{"type":"host.down","atMs":1}', 'run/t.ndjson:2: host: must be a string'],
		['a wrong field', '{"type":"host.down","atMs":"1","host":"a"}', 'run/t.ndjson:2: atMs: must be a number (got "1")'],
		[
			'a value outside its set',
			'{"type":"mark","atMs":1,"phase":"x"}',
			'run/t.ndjson:2: phase: must be one of steady, observe, heal, settled (got "x")',
		],
		[
			'a number where a name or null belongs',
			'{"type":"swarm.leader","atMs":1,"node":4,"seenBy":"a"}',
			'run/t.ndjson:2: node: must be a string or null (got 4)',
		],
		[
			'null where a number belongs',
			'{"type":"swarm.leader","atMs":null,"node":null,"seenBy":"a"}',
			'run/t.ndjson:2: atMs: must be a number (got null)',
		],
	] as const)
		it(`names file and line of ${what}`, () => {
			expect(() => parseTimeline(`${good}\n${line}\n`, 'run/t.ndjson')).to.throw(InputError, message);
		});
	it('names several bad lines at once, at most ten', () => {
		const parse = () => parseTimeline('x\n'.repeat(30), 't');
		expect(parse).to.throw(InputError, /^t:1:[\s\S]*\nt:10:[^\n]*$/);
	});
});

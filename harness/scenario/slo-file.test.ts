import { expect } from 'chai';
import { InputError } from '../base/errors.ts';
import { parseSloFile } from './slo-file.ts';

const DRILLS = ['kill-master', 'kill-backup'];
const problemsOf = (text: string): string[] => {
	try {
		parseSloFile('c/slo.yaml', text, DRILLS);
	} catch (error) {
		if (error instanceof InputError) return error.message.split('\n');
		throw error;
	}
	return [];
};

describe('parseSloFile', () => {
	it('reads lists for every drill and for one', () => {
		const text = `# ours
default:
  - http.availability >= 98%
kill-master: ['takeover.p95 < 4s', "http.outage.max < 5s"]
`;
		expect(parseSloFile('slo.yaml', text, DRILLS)).to.deep.equal({
			forEveryDrill: ['http.availability >= 98%'],
			byDrill: { 'kill-master': ['takeover.p95 < 4s', 'http.outage.max < 5s'] },
		});
	});
	for (const [what, text, ...expected] of [
		[
			'an objective, at its own column',
			"default:\n  - http.failed <= 3\nkill-master: ['takeover < 4s', 'takover.p95 < 4s']\n",
			'c/slo.yaml:3:33: kill-master[1]: there is no metric takover.p95 (got "takover.p95 < 4s"). Did you mean takeover.p95.',
		],
		[
			'a limit, at its own column',
			'default:\n  - takeover.p95 < 4\n',
			'c/slo.yaml:2:20: default[0]: takeover is compared with a duration with a unit, not with 4 (got "takeover.p95 < 4"). Write a duration, for instance 3.5s or 250ms.',
		],
		[
			'several at once',
			'default:\n  - x\nkill-mastr:\n  - takeover < 4s\n',
			'c/slo.yaml:2:5: default[0]: there is no metric x (got "x"). See vipdrill metrics for all of them.',
			'c/slo.yaml:3:1: kill-mastr: there is no such drill. Did you mean kill-master.',
		],
		[
			'what is no text',
			'default:\n  - 4\n',
			"c/slo.yaml:2:5: default[0]: this is no objective. Write a text, for instance 'takeover.p95 < 4s'.",
		],
		[
			'an empty list',
			'kill-master: []\n',
			"c/slo.yaml:1:14: kill-master: there is no list of objectives. Write a list, for instance default: ['takeover.p95 < 4s'].",
		],
		[
			'an empty file',
			'',
			"c/slo.yaml:1:1: slo.yaml: there is no list of objectives. Write a list, for instance default: ['takeover.p95 < 4s'].",
		],
	] as const)
		it(`points at ${what}`, () => expect(problemsOf(text)).to.deep.equal(expected));
	it('points at wrong YAML', () =>
		expect(problemsOf('default: [\n').join()).to.match(/^c\/slo\.yaml:2:1: yaml: this is not YAML/));
	it('does not take a key twice', () => {
		expect(problemsOf("default: ['takeover < 4s']\ndefault: ['takeover < 9s']\n").join()).to.match(
			/slo\.yaml:2:1: yaml: .*unique/,
		);
	});
});

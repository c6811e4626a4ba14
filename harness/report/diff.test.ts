import { expect } from 'chai';
import { difference } from '../guarantee/diff/diff.ts';
import { dockerCheck, two } from '../guarantee/testing.ts';
import { diffMarkdown } from './diff-markdown.ts';
import { diffText } from './diff-text.ts';

const ABOUT = { vipdrillVersion: '1', before: './live', after: './next' };
const found = difference(
	two({}),
	two({ ...dockerCheck(0), both: `${dockerCheck(0).both}\n\tdown_timer_adverts 5\n\tnotify "/opt/x"` }),
	ABOUT,
);

describe('a difference for a terminal', () => {
	it('has what each does by itself, and all together', () => {
		const lines = diffText(found, { color: false }).split('\n');
		expect(lines[0]).to.equal('./live → ./next: 4 differences; of 11 classes of failures 5 worse, 2 better, 4 the same.');
		const at = lines.indexOf('  docker1, docker2: down_timer_adverts: 3 → 5');
		expect(lines[at + 1]).to.equal(
			'      worse: power loss: nobody is served 2.71–3.71 s → 4.71–5.71 s; takeover 2.71–3.71 s → 4.71–5.71 s',
		);
		expect(lines).to.include('  docker1, docker2: vrrp_instance notify: none → /opt/x');
		const row = lines.findIndex((line) => line.includes('dockerd crashes') && line.includes('before'));
		expect(lines[row + 1]?.trim().split(/ {2,}/).slice(0, 2)).to.deep.equal(['better', 'docker2 or nobody']);
	});
	it('says that there is none', () => {
		expect(diffText(difference(two({}), two({}), ABOUT), { color: false })).to.equal('./live → ./next: no difference.\n');
	});
	it('has colours only where they are asked for', () => {
		const ESC = String.fromCharCode(27);
		expect(diffText(found, { color: false })).not.to.include(ESC);
		expect(diffText(found, { color: true })).to.include(`${ESC}[31m      worse: power loss`);
	});
});

describe('a difference as markdown', () => {
	it('has a table, and a list whose words are no markup', () => {
		const text = diffMarkdown(found);
		expect(text).to.match(
			/\| power loss +\| docker2; nobody is served: 2\.71–3\.71 s +\| docker2; nobody is served: 4\.71–5\.71 s +\| \*\*worse\*\* \|/,
		);
		expect(text).to.include('- docker1, docker2: down\\_timer\\_adverts: 3 → 5\n  - worse: power loss');
		expect(text).to.include('Differences of which theory reads nothing:\n\n- docker1, docker2: vrrp\\_script chk script: none');
	});
	it('says that there is none', () =>
		expect(diffMarkdown(difference(two({}), two({}), ABOUT))).to.equal(
			'**What the failover guarantees**, ./live → ./next: no difference.\n',
		));
});

import type { InputProblem } from '../base/errors.ts';
import { parseIpv4 } from '../base/ipv4.ts';
import type { ConfStatement } from './keepalived-conf.ts';
import { parseSecondsUs } from './vrrp-numbers.ts';

/** Looks statements up in one block; the last of several counts, as in keepalived. */
export class Values {
	constructor(
		readonly file: string,
		readonly owner: string,
		readonly statements: readonly ConfStatement[],
		readonly problems: InputProblem[],
	) {}

	last(keyword: string): ConfStatement | undefined {
		return this.statements.findLast((statement) => statement.keyword === keyword);
	}

	/** The statements in all blocks of one keyword, one a line. */
	entries(keyword: string): ConfStatement[] {
		return this.statements.filter((statement) => statement.keyword === keyword).flatMap(({ block }) => block ?? []);
	}

	/** A whole number in a range; undefined where it is not set, or wrong (which is then a problem). */
	whole(keyword: string, min: number, max: number): number | undefined {
		const statement = this.last(keyword);
		const text = statement?.args[0] ?? '';
		if (!statement) return undefined;
		if (/^\d+$/.test(text) && Number(text) >= min && Number(text) <= max) return Number(text);
		this.wrong(statement, 'is not valid', `Write a whole number from ${min} to ${max}`);
		return undefined;
	}

	/** Seconds, as microseconds, in a range of seconds; undefined where it is not set, or wrong (which is then a problem). */
	secondsUs(keyword: string, minSeconds: number, maxSeconds: number): number | undefined {
		const statement = this.last(keyword);
		if (!statement) return undefined;
		const us = parseSecondsUs(statement.args[0] ?? '');
		if (us !== null && us >= minSeconds * 1_000_000 && us <= maxSeconds * 1_000_000) return us;
		this.wrong(statement, 'is not valid, keepalived would ignore it', `Write seconds from ${minSeconds} to ${maxSeconds}`);
		return undefined;
	}

	/** A switch: a keyword alone is true; undefined where it is not set or not readable, which keepalived ignores. */
	flag(keyword: string): boolean | undefined {
		const statement = this.last(keyword);
		if (!statement) return undefined;
		const text = statement.args[0] ?? 'on';
		if (/^(on|true|yes)$/.test(text)) return true;
		return /^(off|false|no)$/.test(text) ? false : undefined;
	}

	/** An address at the head of a line of a block, without its prefix; undefined if it is none (which is then a problem). */
	address(entry: ConfStatement, block: string): string | undefined {
		const [text = '', prefix, ...rest] = entry.keyword.split('/');
		const goodPrefix = prefix === undefined || (/^\d{1,2}$/.test(prefix) && Number(prefix) <= 32);
		if (parseIpv4(text) !== null && goodPrefix && rest.length === 0) return text;
		const place = { file: this.file, line: entry.line, field: `${this.owner} ${block}`, value: entry.keyword };
		const ipv6 = entry.keyword.includes(':');
		this.problems.push({
			...place,
			problem: ipv6 ? 'vipdrill does not read IPv6 addresses yet' : 'this is not an IPv4 address',
			fix: 'Write four numbers from 0 to 255 with dots between them, for instance 10.0.0.200 or 10.0.0.200/24',
		});
		return undefined;
	}

	wrong(statement: ConfStatement, problem: string, fix: string): void {
		const [value = ''] = statement.args;
		this.problems.push({
			file: this.file,
			line: statement.line,
			field: `${this.owner} ${statement.keyword}`,
			value,
			problem,
			fix,
		});
	}
}

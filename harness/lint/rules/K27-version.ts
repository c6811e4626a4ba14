import { instance } from '../examples.ts';
import type { Rule } from '../rule.ts';

/** A keyword or a value of another version of keepalived; told by the reader. */
export const K27: Rule = {
	id: 'K27',
	name: 'other-version',
	severity: 'error',
	since: '0.1.0',
	about: 'file',
	says: 'The keepalived that runs does not know the keyword or the value yet, or no longer, and goes on without it.',
	fix: 'Name the version that you run, with --keepalived or versions.keepalived of cluster.yaml, or write what it knows',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': instance('  owner_ignore_adverts\n') }, at: ['a.conf:5'] },
	good: { files: { 'a.conf': instance('  preempt\n') } },
	check: () => [],
};

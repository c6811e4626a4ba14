import { instance } from '../examples.ts';
import type { Rule } from '../rule.ts';

/** `state` with a word that keepalived does not know; told by the reader. */
export const K24: Rule = {
	id: 'K24',
	name: 'state-word',
	severity: 'error',
	since: '0.1.0',
	about: 'file',
	says: 'keepalived knows MASTER and BACKUP in capitals alone, and takes every other word for BACKUP.',
	fix: 'Write state MASTER or state BACKUP',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': instance('  state SLAVE\n') }, at: ['a.conf:5'] },
	good: { files: { 'a.conf': instance('  state BACKUP\n') } },
	check: () => [],
};

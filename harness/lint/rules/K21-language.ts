import type { Rule } from '../rule.ts';

/** What keepalived's own reader complains of, or should; the findings come from there (`language.ts`). */
export const K21: Rule = {
	id: 'K21',
	name: 'not-keepalived',
	severity: 'error',
	since: '0.1.0',
	about: 'file',
	says: 'keepalived logs such a line at most, and goes on without it; what it was written for does not happen.',
	fix: 'Correct the line; vipdrill explain KEYWORD says how it is written',
	drill: null,
	proof: null,
	bad: {
		files: { 'a.conf': 'vrrp_instance VI_1 {\n  interface eth0\n  virtual_router_id 7\n  priorty 100\n}\n' },
		at: ['a.conf:4'],
	},
	good: { files: { 'a.conf': 'vrrp_instance VI_1 {\n  interface eth0\n  virtual_router_id 7\n  priority 100\n}\n' } },
	check: () => [],
};

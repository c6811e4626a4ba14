import type { Rule } from '../rule.ts';

/** A keyword that has another name now; told by the reader. */
export const K28: Rule = {
	id: 'K28',
	name: 'deprecated-keyword',
	severity: 'warning',
	since: '0.1.0',
	about: 'file',
	says: 'keepalived still takes the old name, and may not in a later version.',
	fix: 'Write the new name',
	drill: null,
	proof: null,
	bad: {
		files: {
			'a.conf':
				'virtual_server 10.0.0.9 80 {\n  protocol TCP\n  real_server 10.0.0.1 80 {\n    HTTP_GET {\n      nb_get_retry 3\n    }\n  }\n}\n',
		},
		at: ['a.conf:5'],
	},
	good: {
		files: {
			'a.conf':
				'virtual_server 10.0.0.9 80 {\n  protocol TCP\n  real_server 10.0.0.1 80 {\n    HTTP_GET {\n      retry 3\n    }\n  }\n}\n',
		},
	},
	check: () => [],
};

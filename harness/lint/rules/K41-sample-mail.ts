import { flagOf, settingOf } from '../../keepalived/model.ts';
import { walk } from '../../keepalived/statement.ts';
import { instance } from '../examples.ts';
import { valueAt } from '../look.ts';
import type { Rule } from '../rule.ts';

const mail = (server: string) =>
	instance('', `global_defs {\n  notification_email {\n    ops@example.org\n  }\n  smtp_server ${server}\n}\n`);

/** The mail settings of keepalived's sample, or alerts without a server. */
export const K41: Rule = {
	id: 'K41',
	name: 'mail-of-the-sample',
	severity: 'note',
	since: '0.1.0',
	about: 'file',
	says: 'Nobody gets the mail: the server and the addresses are those of keepalived’s sample, or are missing, and the failure is not noticed.',
	fix: 'Write your own smtp_server and notification_email, or remove them',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': mail('192.168.200.1') }, at: ['a.conf:5'] },
	good: { files: { 'a.conf': mail('10.0.0.25') } },
	*check({ hosts }) {
		for (const { conf, globals } of hosts) {
			const server = settingOf(globals, 'smtp_server');
			const emails = (globals.lists.notification_email ?? []).flatMap(({ values, at, chain }) => ({
				text: String(values[0]),
				at,
				chain,
			}));
			const sample = emails.find(({ text }) => text.endsWith('@firewall.loc'));
			if (server && String(server.values[0]) === '192.168.200.1')
				yield {
					at: valueAt(conf, server),
					chain: server.chain,
					message: '192.168.200.1 is the mail server of keepalived’s sample',
				};
			else if (sample)
				yield { at: sample.at, chain: sample.chain, message: `${sample.text} is an address of keepalived’s sample` };
			const alerts = [...walk(conf.statements)].find(
				({ statement }) => statement.keyword === 'smtp_alert' && statement.spec !== null,
			)?.statement;
			const isAsked = alerts !== undefined && !/^(off|false|no)$/.test(alerts.args[0]?.text ?? 'on');
			if (alerts && isAsked && (!server || emails.length === 0)) {
				const lacks = [...(server ? [] : ['smtp_server']), ...(emails.length > 0 ? [] : ['notification_email'])];
				yield {
					severity: 'warning',
					at: alerts.at,
					chain: alerts.chain,
					message: `global_defs has no ${lacks.join(' and no ')}, so no mail is sent`,
					fix: `Add ${lacks.join(' and ')} to global_defs`,
				};
			} else if (emails.length > 0 && !server && flagOf(globals, 'smtp_alert') !== false && !sample)
				yield {
					at: emails[0]?.at ?? globals.at,
					chain: emails[0]?.chain ?? [],
					message: 'there is an address for mails, and no smtp_server',
					fix: 'Add smtp_server',
				};
		}
	},
};

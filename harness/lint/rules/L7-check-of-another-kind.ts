import { numberOf, settingOf, wordOf } from '../../keepalived/model.ts';
import { virtualServer } from '../examples.ts';
import type { Rule } from '../rule.ts';
import { CHECKERS, virtualServers } from '../servers.ts';

/** A check that asks something else than customers do, or nothing. */
export const L7: Rule = {
	id: 'L7',
	name: 'check-asks-something-else',
	severity: 'warning',
	since: '0.1.0',
	about: 'file',
	says: 'The check is good while customers are not served, or fails while they are; one without a page or a script is dropped.',
	fix: 'Let the check ask the very service: its protocol, its port, a page that needs all its parts',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': virtualServer(undefined, '    HTTP_GET {\n    }\n') }, at: ['a.conf:6'] },
	good: {
		files: {
			'a.conf': virtualServer(
				undefined,
				'    HTTP_GET {\n      url {\n        path /\n        status_code 200\n      }\n    }\n',
			),
		},
	},
	*check({ hosts }) {
		for (const { conf } of hosts) {
			let otherPort = false;
			for (const { protocol, realServers, name, port, address } of virtualServers(conf.model))
				for (const real of realServers)
					for (const check of real.blocks) {
						const { keyword, at, chain, blocks } = check;
						if (!CHECKERS.test(keyword)) continue;
						const own = real.names.join(' ');
						if (keyword === 'HTTP_GET' || keyword === 'SSL_GET') {
							if (blocks.length === 0)
								yield {
									at,
									chain,
									message: `${keyword} of ${own} has no url, so keepalived ignores the check`,
									fix: 'Add url { path / status_code 200 }',
								};
							for (const url of blocks) {
								if (!settingOf(url, 'path'))
									yield {
										at: url.at,
										chain: url.chain,
										message: 'the url has no path, so keepalived ignores it',
										fix: 'Add path /',
									};
								const digest = settingOf(url, 'digest');
								if (digest && !/^[0-9a-fA-F]{32}$/.test(String(digest.values[0])))
									yield {
										at: digest.at,
										chain: digest.chain,
										message: 'the digest is no MD5 sum of 32 hexadecimal digits',
										fix: 'Take it from genhash',
									};
							}
							if (protocol === 'UDP') yield { at, chain, message: `${keyword} asks over TCP, and ${name} is UDP` };
							if (keyword === 'HTTP_GET' && (wordOf(check, 'connect_port') ?? real.names[1] ?? String(port)) === '443')
								yield { at, chain, message: 'HTTP_GET speaks no TLS, and 443 is the port of HTTPS', fix: 'Write SSL_GET' };
						}
						if (keyword === 'TCP_CHECK' && protocol === 'UDP' && address !== null)
							yield {
								at,
								chain,
								message: `TCP_CHECK asks over TCP, and ${name} is UDP`,
								fix: 'Use UDP_CHECK, DNS_CHECK or MISC_CHECK',
							};
						if (keyword === 'MISC_CHECK' && !settingOf(check, 'misc_path'))
							yield {
								at,
								chain,
								message: `MISC_CHECK of ${own} has no misc_path, so keepalived skips it`,
								fix: 'Add misc_path "…"',
							};
						const asked = numberOf(check, 'connect_port');
						const realPort = Number(real.names[1] ?? port);
						const setting = settingOf(check, 'connect_port');
						if (!setting || asked === undefined || realPort === 0 || asked === realPort || otherPort) continue;
						otherPort = true;
						const message = `the check asks port ${asked}, and customers get port ${realPort}`;
						yield { severity: 'note', at: setting.at, chain: setting.chain, message };
					}
		}
	},
};

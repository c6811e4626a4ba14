import { flagOf, settingOf } from '../../keepalived/model.ts';
import { coveredFile } from '../../keepalived/scripts.ts';
import { cluster, instance } from '../examples.ts';
import { commandsOf } from '../look.ts';
import type { Rule } from '../rule.ts';

const script = 'vrrp_script web {\n  script "/etc/keepalived/check"\n  user nobody\n}\n';
const secure = 'global_defs {\n  enable_script_security\n  script_user nobody\n}\n';
const withMode = (mode: string) =>
	cluster(
		{ 'a.conf': instance('  track_script {\n    web\n  }\n', `${secure}${script}`) },
		{
			yaml: `files:\n  - { from: check, to: /etc/keepalived/check, mode: '${mode}' }\nservice: { name: web, image: web, publishedPort: 80, targetPort: 80 }\n`,
			more: { check: '#!/bin/sh\nexit 0\n' },
		},
	);

/** A script that keepalived removes because it may not, or cannot, be run. */
export const K16: Rule = {
	id: 'K16',
	name: 'script-cannot-run',
	severity: 'warning',
	since: '0.1.0',
	about: 'file',
	says: 'keepalived removes a script that it cannot or may not run, and goes on without the check; without enable_script_security it runs whatever is there as root.',
	fix: 'Write enable_script_security and script_user into global_defs, and make the script root’s, mode 0755, in a folder that only root can write',
	drill: null,
	proof: null,
	bad: { files: withMode('0644'), at: ['a.conf:6'] },
	good: { files: withMode('0755') },
	*check({ hosts }) {
		for (const { host, conf, globals } of hosts) {
			const commands = commandsOf(conf.model);
			const isSecure = flagOf(globals, 'enable_script_security') === true;
			const user = settingOf(globals, 'script_user');
			const [first] = commands;
			const lacking = [...(isSecure ? [] : ['enable_script_security']), ...(user ? [] : ['script_user'])];
			const run = commands.filter(({ block }) => isSecure === false || !settingOf(block, 'user'));
			if (first && lacking.length > 0 && run.length > 0) {
				const as = user ? `as ${String(user.values[0])}` : 'as keepalived_script if there is such a user, else as root';
				const message = `global_defs has no ${lacking.join(' and no ')}: keepalived runs its scripts ${as}${isSecure ? '' : ', whoever may have written them, and says “SECURITY VIOLATION”'}`;
				yield { severity: isSecure ? 'note' : 'warning', at: (run[0] ?? first).at, chain: (run[0] ?? first).chain, message };
			}
			for (const { text, at, chain } of commands) {
				const file = coveredFile(text);
				const found = file === null ? undefined : host.files?.find(({ target }) => target === file);
				if (found && (found.mode & 0o111) === 0 && !/^\S*\bsh\s/.test(text)) {
					const message = `${file} has no execute permission (mode 0${found.mode.toString(8)}), so keepalived cannot run it`;
					yield { severity: 'error', at, chain, message, fix: "Write mode: '0755' for it in cluster.yaml" };
				} else if (found && isSecure && (found.mode & 0o022) !== 0) {
					const message = `others than root may write ${file} (mode 0${found.mode.toString(8)}), so keepalived refuses to run it`;
					yield { severity: 'error', at, chain, message, fix: "Write mode: '0755' for it in cluster.yaml" };
				} else if (found && !/^#!/.test(found.text) && !found.text.startsWith('\u007fELF') && found.text !== '') {
					const message = `${file} begins with no #! line, so the kernel does not know what to run it with`;
					yield { at, chain, message, fix: 'Begin it with #!/bin/sh' };
				} else if (file !== null && !found && host.files && /^\/(etc|opt|usr\/local|root|srv|home)\//.test(file)) {
					const message = `${file} is not among the files of ${host.name}: without it keepalived removes the check`;
					yield { at, chain, message, fix: 'List it under files: in cluster.yaml' };
				}
				if (isSecure && file !== null && /^\/(home|tmp|var\/tmp)\//.test(file)) {
					const message = `${file} is below a folder that others than root own, so with enable_script_security keepalived refuses to run it`;
					yield { at, chain, message, fix: 'Put it below /etc/keepalived or /usr/local, owned by root' };
				}
			}
		}
	},
};

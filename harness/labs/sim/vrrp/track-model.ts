import { Values } from '../../../cluster/conf-values.ts';
import type { KeepalivedConf } from '../../../cluster/keepalived-conf.ts';
import type { HostSpec, TrackSpec } from '../../../cluster/spec.ts';

/** A tracked thing, with its script where it is one. */
export interface TrackModel extends TrackSpec {
	script: ScriptModel | null;
}

/** A vrrp_script (check_parser of vrrp_parser.c). */
export interface ScriptModel {
	intervalUs: number;
	/** How many results in a row it takes to turn well, and ill. */
	rise: number;
	fall: number;
	asks: ScriptQuestion;
}

/** What a script is taken to ask, since the simulator runs none: is dockerd alive, does this host answer on the published port, or nothing. */
export type ScriptQuestion = 'dockerd' | 'published-port' | 'nothing';

/** The vrrp_scripts of a keepalived.conf, by name. What each asks is guessed from its command and from the host's file that it names. */
export function readScripts(conf: KeepalivedConf, host: HostSpec): Map<string, ScriptModel> {
	const blocks = conf.statements.filter(({ keyword }) => keyword === 'vrrp_script');
	return new Map(
		blocks.map(({ args: [name = ''], block }) => {
			const values = new Values(conf.file, name, block ?? [], []);
			const command = values.last('script')?.args.join(' ') ?? '';
			const model = {
				intervalUs: values.secondsUs('interval', 1, 86_400) ?? 1_000_000,
				rise: values.whole('rise', 1, 1_000_000) ?? 1,
				fall: values.whole('fall', 1, 1_000_000) ?? 1,
				asks: questionOf(command, host),
			};
			return [name, model];
		}),
	);
}

function questionOf(command: string, host: HostSpec): ScriptQuestion {
	const path = command.split(' ')[0] ?? '';
	const text = `${command}\n${host.files.find(({ target }) => target === path)?.text ?? ''}`.replace(/^\s*#.*$/gm, '');
	if (/dockerd|docker\.pid|docker (info|version|ps)|pidof docker/.test(text)) return 'dockerd';
	return /\/dev\/tcp|\bcurl\b|\bwget\b|\bnc\b|HTTP/.test(text) ? 'published-port' : 'nothing';
}

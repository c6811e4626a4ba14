import type { HostSpec, TrackSpec } from '../../../cluster/spec.ts';
import { blocksOf, type KeepalivedModel, numberOf, settingOf, wordOf } from '../../../keepalived/model.ts';
import { isInterpreter, scriptBlocks } from '../../../keepalived/scripts.ts';
import { HAPROXY_UNIT, monitorUri } from '../proxy/proxy-model.ts';

/** A tracked thing, with its script or its process where it is one. */
export interface TrackModel extends TrackSpec {
	script: ScriptModel | null;
	/** What `process` of its vrrp_track_process says. */
	process: string | null;
}

/** A vrrp_script (check_parser of vrrp_parser.c). */
export interface ScriptModel {
	name: string;
	intervalUs: number;
	/** How many results in a row it takes to turn well, and ill. */
	rise: number;
	fall: number;
	/** It begins as failed. */
	initFail: boolean;
	asks: ScriptQuestion;
	/** The host's own service that it asks for; null for any other question. */
	unit: string | null;
}

/**
 * What a script is taken to ask, since the simulator runs none: does one of the host's own services run, is dockerd alive, does this host answer on the published port, does keepalived run, or
 * nothing, with always the same result. `unknown`: it could not be read, and is taken to succeed.
 */
export type ScriptQuestion = 'unit' | 'dockerd' | 'published-port' | 'keepalived' | 'succeeds' | 'fails' | 'unknown';

/** The vrrp_scripts of a keepalived.conf, by name. What each asks is guessed from its command and from the host's file that it names. */
export function readScripts(conf: KeepalivedModel, host: Pick<HostSpec, 'files' | 'units'>): Map<string, ScriptModel> {
	return new Map(
		scriptBlocks(conf).map(({ name, block, command }) => {
			const model = {
				name,
				intervalUs: intervalUs(numberOf(block, 'interval')),
				rise: numberOf(block, 'rise') ?? 1,
				fall: numberOf(block, 'fall') ?? 1,
				initFail: settingOf(block, 'init_fail') !== undefined,
				...questionAndUnit(command, host),
			};
			return [name, model];
		}),
	);
}

/** What `process` of each vrrp_track_process says, by the block's name. */
export function readProcesses(conf: KeepalivedModel): Map<string, string> {
	return new Map(
		blocksOf(conf, 'vrrp_track_process').map((block) => {
			const [name = ''] = block.names;
			// The first one counts (vrrp_tprocess_process_handler() of vrrp_parser.c).
			return [name, wordOf(block, 'process', true) ?? name];
		}),
	);
}

/** 0 becomes 1 s (vrrp_vscript_interval_handler() of vrrp_parser.c). */
const intervalUs = (seconds: number | undefined) => Math.round((seconds || 1) * 1_000_000);

/**
 * By name, where a command or its file asks whether it runs: `pidof`, `pgrep`, `killall -0`, `systemctl is-active`. Whoever asks for the page that HAProxy
 * answers itself (`monitor-uri`) asks whether HAProxy runs.
 */
function questionAndUnit(command: string, host: Pick<HostSpec, 'files' | 'units'>): Pick<ScriptModel, 'asks' | 'unit'> {
	const text = textOf(command, host);
	const unit = host.units.find((one) => {
		const name = one.replace(/\.service$/, '').replace(/[.+]/g, '\\$&');
		return new RegExp(`(pidof|pgrep|killall|is-active)\\b[^\\n;&|]*\\b${name}\\b`).test(text);
	});
	const page = monitorUri(host);
	if (page !== null && text.split(/[\s"']+/).some((word) => word.endsWith(page))) return { asks: 'unit', unit: HAPROXY_UNIT };
	return unit === undefined ? { asks: questionOf(command, host), unit: null } : { asks: 'unit', unit };
}

/** A command with the host's file that it runs, without comments. */
function textOf(command: string, { files }: Pick<HostSpec, 'files'>): string {
	const words = command.split(/\s+/);
	const file = files.find(({ target }) => words.includes(target));
	return `${command}\n${file?.text ?? ''}`.replace(/^\s*#.*$/gm, '');
}

/** What a script's command asks, by its words and by those of the host's file that it runs. */
export function questionOf(command: string, { files }: Pick<HostSpec, 'files'>): ScriptQuestion {
	const words = command.split(/\s+/).filter((word) => word !== '');
	const file = files.find(({ target }) => words.includes(target));
	const text = textOf(command, { files });
	if (
		/dockerd|docker\.pid|docker\.sock|\bdocker (info|version|ps|node|system)\b|pidof docker|is-active( -q| --quiet)? docker/.test(
			text,
		)
	)
		return 'dockerd';
	if (/\/dev\/tcp|\bcurl\b|\bwget\b|\bnc\b|\bncat\b|HTTP/.test(text)) return 'published-port';
	if (/(pidof|pgrep|killall -0|is-active)[^\n]*keepalived/.test(text)) return 'keepalived';
	const said = (file?.text ?? words.filter((word) => !isInterpreter(word) && word !== '-c').join(' '))
		.replace(/^\s*#.*$/gm, '')
		.trim();
	if (/^(\/usr)?(\/bin\/)?true$|^exit 0$/.test(said)) return 'succeeds';
	return /^(\/usr)?(\/bin\/)?false$|^exit [1-9]\d*$/.test(said) ? 'fails' : 'unknown';
}

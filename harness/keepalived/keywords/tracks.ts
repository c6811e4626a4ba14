import { BOTH, type Keyword, keyword, SIMULATOR } from '../keyword.ts';

const WEIGHT = '[weight <int -254..254> [<reverse|noreverse>]]';

/** What an instance and a sync group may track. A weight of ±254 becomes ±253, but for files and processes. */
export const trackKeywords: readonly Keyword[] = [
	keyword('track_interface', '', 'NICs whose failure counts as its own.', {
		entries: '<interface> [weight <int -254..254> [reverse]]',
		models: BOTH,
		modelsOptions: ['weight'],
		many: true,
	}),
	keyword('track_script', '', 'The vrrp_scripts whose result counts, each with a weight of its own if it likes.', {
		entries: `<name> ${WEIGHT}`,
		models: BOTH,
		modelsOptions: ['weight'],
		many: true,
	}),
	keyword('track_file', '', 'The track_files whose content counts.', {
		entries: `<name> ${WEIGHT}`,
		models: ['theory'],
		many: true,
	}),
	keyword('track_process', '', 'The vrrp_track_processes that must run.', {
		since: '2.0.11',
		entries: `<name> ${WEIGHT}`,
		models: SIMULATOR,
		modelsOptions: ['weight'],
		many: true,
	}),
	keyword('track_bfd', '', 'The bfd_instances whose session must be up.', {
		entries: '<name> [weight <int -253..253> [<reverse|noreverse>]]',
		many: true,
	}),
];

/** A file that is tracked; vrrp_track_file is its old name. */
const fileKeywords: readonly Keyword[] = [
	keyword('file', '<path>', 'The file that holds the number.', { firstCounts: true, missing: 'ignored' }),
	keyword(
		'weight',
		'<int -254..254> [reverse]',
		'What the number in the file is multiplied by; with 0 any number but 0 is a FAULT.',
		{
			default: '1',
			firstCounts: true,
			missing: 'ignored',
		},
	),
	keyword('init_file', '[<word>...]', 'The number that the file is made with where it is missing.'),
];

/** Blocks that define what can be tracked. */
export const trackedKeywords: readonly Keyword[] = [
	keyword('vrrp_script', '<name>', 'A script that keepalived runs again and again; its exit code decides.', {
		models: SIMULATOR,
		many: true,
		block: [
			keyword('script', '<script>', 'The command, with its full path.', { missing: 'ignored', models: SIMULATOR }),
			keyword('interval', '<int 0..4294>', 'Seconds between two runs.', {
				default: '1',
				models: SIMULATOR,
				changes: [{ since: '2.3.2', args: '<seconds 0..4294967/3>', says: 'takes milliseconds, as 0.25' }],
			}),
			keyword('timeout', '<int 0..4294>', 'Seconds after which a run counts as failed, and is ended.', {
				default: 'as interval',
				changes: [{ since: '2.3.2', args: '<seconds 0..4294967/3>', says: 'takes milliseconds, as 0.25' }],
			}),
			keyword('weight', '<int -253..253> [reverse]', 'What the priority changes by; 0 makes a failure a FAULT.', {
				default: '0',
				models: BOTH,
				modelsOptions: [],
			}),
			keyword('rise', '<int 1..2147483647>', 'How many successes in a row it takes to count as good.', {
				default: '1',
				bad: 'set',
				badSets: '1',
				models: SIMULATOR,
			}),
			keyword('fall', '<int 1..2147483647>', 'How many failures in a row it takes to count as bad.', {
				default: '1',
				bad: 'set',
				badSets: '1',
				models: SIMULATOR,
			}),
			keyword('user', '<user> [<group>]', 'Who the script runs as.', { default: 'script_user of global_defs' }),
			keyword('init_fail', '', 'The script counts as failed until it has succeeded.', { models: SIMULATOR }),
		],
	}),
	keyword('vrrp_track_process', '<name>', 'A process that must run.', {
		since: '2.0.11',
		models: SIMULATOR,
		many: true,
		block: [
			keyword('process', '<path> [<word>...]', 'The name of the program, and the arguments that it must have.', {
				firstCounts: true,
				models: SIMULATOR,
			}),
			keyword('weight', '<int -254..254> [reverse]', 'What the priority changes by; 0 makes its absence a FAULT.', {
				default: '0',
				firstCounts: true,
				missing: 'ignored',
				models: BOTH,
				modelsOptions: [],
			}),
			keyword('quorum', '<int 1..65535>', 'How many such processes must run.', { default: '1' }),
			keyword('quorum_max', '<int 0..65535>', 'How many such processes may run.', { since: '2.0.16', default: 'any number' }),
			keyword('delay', '<seconds 0.000001..3600>', 'How long a change must last to count.', { default: '0' }),
			keyword('terminate_delay', '<seconds 0.000001..3600>', 'How long a process must be gone to count as gone.', {
				since: '2.0.16',
				default: '0',
			}),
			keyword('fork_delay', '<seconds 0.000001..3600>', 'How long a process must run to count as running.', {
				since: '2.0.16',
				default: '0',
			}),
			keyword('full_command', '', 'Holds the name against the whole command, not against the short name of the process.'),
			keyword('param_match', '[<initial|partial>]', 'How the arguments are held against those of `process`.', {
				since: '2.0.16',
				default: 'exact, where process names arguments',
			}),
		],
	}),
	keyword('track_file', '<name>', 'A file that holds a number, by which priorities change.', {
		since: '2.1.0',
		many: true,
		block: fileKeywords,
	}),
	keyword('vrrp_track_file', '<name>', 'The old name of track_file.', { many: true, block: fileKeywords }),
	keyword('track_group', '<name>', 'Instances that static addresses, routes and rules follow.', {
		since: '2.0.3',
		bad: 'block skipped',
		once: true,
		many: true,
		block: [keyword('group', '', 'The instances.', { entries: '<name>...', firstCounts: true })],
	}),
];

import { type Block, blocksOf, type Entry, flagOf, type KeepalivedModel, merged, numberOf, settingOf, wordOf } from './model.ts';
import type { Diagnostic, Diagnostics, Place } from './place.ts';

/** What defines a thing that is tracked. A NIC needs no definition. */
const DEFINED_BY: Readonly<Record<string, readonly string[]>> = {
	track_script: ['vrrp_script'],
	track_process: ['vrrp_track_process'],
	track_file: ['track_file', 'vrrp_track_file'],
	track_bfd: ['bfd_instance'],
};

/** The password field of a version 2 packet. */
const PASSWORD_BYTES = 8;

/** Names that nothing defines, and settings that others switch off, which keepalived says nothing of, or too little. */
export function checkReferences(model: KeepalivedModel, diagnostics: Diagnostics): void {
	const order = new Map(model.blocks.map((block, index) => [block, index]));
	const globals = merged(model, 'global_defs');
	for (const owner of [...blocksOf(model, 'vrrp_instance'), ...blocksOf(model, 'vrrp_sync_group')])
		for (const [list, kinds] of Object.entries(DEFINED_BY))
			for (const entry of owner.lists[list] ?? []) checkDefined(model, order, owner, list, kinds, entry, diagnostics);
	for (const instance of blocksOf(model, 'vrrp_instance')) checkInstance(instance, globals, diagnostics);
}

function checkDefined(
	model: KeepalivedModel,
	order: ReadonlyMap<Block, number>,
	owner: Block,
	list: string,
	kinds: readonly string[],
	entry: Entry,
	diagnostics: Diagnostics,
): void {
	const name = String(entry.values[0]);
	// bfd_instances are read before all else; the others must come before their use.
	const isBefore = (block: Block) => list === 'track_bfd' || (order.get(block) ?? 0) < (order.get(owner) ?? 0);
	if (model.blocks.some((block) => kinds.includes(block.keyword) && block.names[0] === name && isBefore(block))) return;
	const [kind = ''] = kinds;
	const message = `no ${kind} before it has this name, so keepalived would not track it`;
	const fix = `Define ${kind} ${name} above, or correct the name`;
	tell(diagnostics, 'not-defined', 'error', owner, list, entry.at, message, { fix, value: name, keepalived: 'complains' });
}

function checkInstance(instance: Block, globals: Block, diagnostics: Diagnostics): void {
	const isStrict = flagOf(instance, 'strict_mode') ?? flagOf(globals, 'vrrp_strict') ?? false;
	const version = numberOf(instance, 'version') ?? numberOf(globals, 'vrrp_version') ?? 2;
	const isMaster = instance.settings.some(({ keyword, values }) => keyword === 'state' && values[0] === 'MASTER');
	for (const keyword of isMaster && !isStrict ? ['nopreempt', 'preempt_delay'] : []) {
		const setting = settingOf(instance, keyword);
		if (!setting) continue;
		const message = `with state MASTER keepalived switches ${keyword} off`;
		const more = { fix: 'Write state BACKUP', keepalived: 'complains' } as const;
		tell(diagnostics, 'setting-cleared', 'warning', instance, keyword, setting.at, message, more);
	}
	const authentication = merged(instance, 'authentication');
	const password = settingOf(authentication, 'auth_pass');
	if (password && (isStrict || version === 3)) {
		const message = `${isStrict ? 'strict mode' : 'version 3'} has no authentication, so keepalived drops it`;
		const more = { fix: 'Remove it', keepalived: 'complains' } as const;
		tell(diagnostics, 'setting-cleared', 'warning', instance, 'authentication', authentication.at, message, more);
	} else if (password && new TextEncoder().encode(String(password.values[0])).length > PASSWORD_BYTES) {
		const message = `of the password only the first ${PASSWORD_BYTES} bytes count`;
		const more = { fix: `Use at most ${PASSWORD_BYTES} characters`, keepalived: 'complains' } as const;
		tell(diagnostics, 'password-cut', 'warning', instance, 'authentication auth_pass', password.at, message, more);
	}
	const interval = settingOf(instance, 'advert_int');
	const seconds = numberOf(instance, 'advert_int');
	if (interval && seconds !== undefined && version === 2 && !Number.isInteger(seconds)) {
		const message = `version 2 knows whole seconds alone, so keepalived takes ${Math.max(1, Math.floor(seconds + 0.5))} s`;
		const more = {
			fix: 'Write whole seconds, or version 3',
			value: wordOf(instance, 'advert_int') ?? '',
			keepalived: 'complains',
		} as const;
		tell(diagnostics, 'value-rounded', 'warning', instance, 'advert_int', interval.at, message, more);
	}
}

function tell(
	diagnostics: Diagnostics,
	code: Diagnostic['code'],
	severity: Diagnostic['severity'],
	owner: Block,
	keyword: string,
	at: Place,
	message: string,
	more: { fix: string; value?: string; keepalived: Diagnostic['keepalived'] },
): void {
	const field = [owner.keyword, ...owner.names, keyword].join(' ');
	diagnostics.add({ code, severity, message, at, chain: owner.chain, field, ...more });
}

import { checkBlocks } from './checks/all.ts';
import { Expander, type Source } from './expand.ts';
import { buildModel, type KeepalivedModel } from './model.ts';
import { type Diagnostic, Diagnostics } from './place.ts';
import type { Statement } from './statement.ts';
import { TreeReader } from './tree.ts';
import { validate } from './validate.ts';
import { DEFAULT_KEEPALIVED } from './versions.ts';

/** What is read: the files, which of them keepalived starts with, for which host, and for which version (by default 2.2.7). */
export type ReadOptions = Omit<Source, 'version' | 'host'> & { host?: string | null; version?: string | null };

/** A configuration as one keepalived on one host reads it. */
export interface KeepalivedConf {
	/** The main file, as places show it. */
	file: string;
	version: string;
	/** Every statement with its place, also those that keepalived passes over. */
	statements: Statement[];
	/** What keepalived takes of them. */
	model: KeepalivedModel;
	/** In the order of reading. */
	diagnostics: Diagnostic[];
}

/** Reads a configuration. Never throws, and ends whatever the files hold: what is wrong is in `diagnostics`. */
export function readKeepalived(options: ReadOptions): KeepalivedConf {
	const version = options.version ?? DEFAULT_KEEPALIVED;
	const diagnostics = new Diagnostics();
	const tree = new TreeReader(
		new Expander({ ...options, host: options.host ?? null, version }, diagnostics),
		version,
		diagnostics,
	);
	const statements = tree.read();
	validate(statements, version, tree.early, diagnostics);
	const file = options.shown?.(options.main) ?? options.main;
	const model = buildModel(statements, version, file);
	checkBlocks(model, diagnostics);
	return { file, version, statements, model, diagnostics: diagnostics.list };
}

/** What `keepalived -t` makes of a configuration, as far as its text goes: it knows the machine's interfaces, users and scripts too. */
export function verdictOf(diagnostics: readonly Diagnostic[]): 'accepts' | 'complains' | 'refuses' {
	const has = (response: Diagnostic['keepalived']) => diagnostics.some(({ keepalived }) => keepalived === response);
	return has('refuses') ? 'refuses' : has('complains') ? 'complains' : 'accepts';
}

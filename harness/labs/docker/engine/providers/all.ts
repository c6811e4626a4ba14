import { type NamedEngines, namedEngines } from '../named/named.ts';
import { BASES, type BaseName, GUEST, type GuestName } from './kinds.ts';
import { localProvider } from './local.ts';
import { privateProvider } from './private.ts';
import type { BaseProvider, GuestProvider } from './provider.ts';
import { umlProvider } from './uml.ts';

/** Every way to an engine. */
export interface Providers {
	/** In the order of `BASES`. */
	bases: readonly BaseProvider[];
	guest: GuestProvider;
	/** The engines that users named. */
	named: NamedEngines;
}

const OBJECTS: Record<BaseName, BaseProvider> & Record<GuestName, GuestProvider> = {
	local: localProvider(),
	private: privateProvider(),
	uml: umlProvider,
};

export const providers: Providers = { bases: BASES.map((name) => OBJECTS[name]), guest: OBJECTS[GUEST], named: namedEngines() };

/** The base of that name. */
export function baseNamed(name: BaseName, { bases }: Providers = providers): BaseProvider {
	const base = bases.find((one) => one.name === name);
	if (!base) throw new Error(`no engine provider ${name}`);
	return base;
}

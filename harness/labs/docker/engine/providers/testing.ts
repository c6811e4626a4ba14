import { FakeDocker } from '../../fake-docker.ts';
import type { Providers } from './all.ts';
import { type BaseName, GUEST, kindOf } from './kinds.ts';
import type { BaseEngine, BaseProvider, GuestProvider, OwnEngine } from './provider.ts';

/** A base of plain lists: whether it answers can be changed, and what was done to it is written down. */
export function fakeBase(name: BaseName, state: { answers?: boolean; canStart?: boolean; usedBy?: number[]; at?: string } = {}) {
	const did: string[] = [];
	const fake = new FakeDocker();
	const engine: BaseEngine = {
		provider: name,
		dockerHost: state.at ?? `unix:///fake/${name}.sock`,
		docker: fake.docker,
		release: async () => did.push('release'),
		keep: async () => did.push('keep'),
	};
	const { answers = true, canStart = true, usedBy = [] } = state;
	const end = (how: string) => {
		if (usedBy.length > 0) throw new Error(`used by ${usedBy}`);
		did.push(how);
	};
	const own: OwnEngine = {
		canStart: async () => canStart,
		needs: `a ${name} engine needs root; be root`,
		packages: async () => [],
		recall: async () => ({ dockerHost: engine.dockerHost, version: '1', kernel: '6', knownAs: { id: name, kernel: '6' } }),
		hasData: () => true,
		hasVolume: () => false,
		labsInStore: () => [],
		checkUnused: () => {
			if (usedBy.length > 0) throw new Error(`used by ${usedBy}`);
		},
		endIdle: async () => {
			if (usedBy.length === 0 && answers) did.push('end idle');
			return { ended: usedBy.length === 0 && answers, usedBy };
		},
		stop: async () => {
			end('stop');
			return answers;
		},
		remove: async () => end('remove'),
	};
	const base: BaseProvider = {
		name,
		find: async () => (answers ? engine : null),
		problems: async () => ((kindOf(name).own ? canStart : answers) ? [] : [`no ${name} engine; start one`]),
		open: async () => {
			did.push('open');
			if (!answers && !kindOf(name).own) throw new Error('none answers');
			return engine;
		},
		own: kindOf(name).own ? own : null,
	};
	return { base, engine, fake, did };
}

/** A guest of which only what was done to it is known, by base. */
export function fakeGuest(): { guest: GuestProvider; did: string[] } {
	const did: string[] = [];
	const nobody = async () => [];
	const note = (verb: string) => void did.push(verb);
	const guest: GuestProvider = {
		name: GUEST,
		find: async () => null,
		problems: nobody,
		recalledProblems: () => [],
		open: async (base) => base,
		stop: async () => {
			note('stop');
			return { ended: false, usedBy: [] };
		},
		remove: async () => {
			note('remove');
			return [];
		},
		disk: { name: () => 'disk', isOn: async () => false, obstacles: nobody, failures: nobody, bake: async () => {} },
		lend: async () => {},
		sweep: () => 0,
	};
	return { guest, did };
}

/** Providers of the given bases, in their order. */
export function fakeProviders(bases: ReturnType<typeof fakeBase>[], guest = fakeGuest().guest): Providers {
	return {
		bases: bases.map(({ base }) => base),
		guest,
		named: { open: async () => [], look: async () => [], forget: () => true },
	};
}

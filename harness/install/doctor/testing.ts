import type { EngineLook, Findings } from './diagnose.ts';

/** An engine that lacks nothing. */
export const soundEngine = (provider: EngineLook['provider'], changes: Partial<EngineLook> = {}): EngineLook => ({
	provider,
	dockerHost: `unix:///run/${provider}.sock`,
	recalled: false,
	version: '26.1.5',
	kernel: '6.12.0',
	missingImages: [],
	ipVs: true,
	netem: true,
	tun: true,
	guestProblems: [],
	...changes,
});

type Changes = Findings & Findings['engines'];

/** A machine that lacks nothing. */
export const soundFindings = ({ local, private: own, ...changes }: Partial<Changes> = {}): Findings => ({
	vipdrillVersion: '0.1.0',
	node: { version: '20.20.0', problem: null },
	dockerCommand: '26.1.5',
	root: true,
	engines: { local: local ?? soundEngine('local'), private: own ?? soundEngine('private') },
	...changes,
});

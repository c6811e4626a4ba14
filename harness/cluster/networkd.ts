import type { HostFileSpec } from './spec.ts';

/** Where systemd-networkd looks for .network files (systemd.network(5)). */
const NETWORK_FILE = /^\/(?:etc|run|usr\/local\/lib|usr\/lib)\/systemd\/network\/([^/]+\.network)$/;

/** Whether a file is one of systemd-networkd's .network files, by where it stands on the machine. */
export const isNetworkFile = ({ target }: Pick<HostFileSpec, 'target'>): boolean => NETWORK_FILE.test(target);

/**
 * Whether a .network file has systemd-networkd keep the addresses that it did not set itself: `KeepConfiguration=static` or `yes` (systemd.network(5)).
 * Its default is to drop them as it starts, so at every restart.
 */
export const keepsForeignAddresses = (text: string): boolean => {
	const values = [...text.matchAll(/^[ \t]*KeepConfiguration[ \t]*=[ \t]*(\S*)/gm)].map(([, value]) => value);
	return /^(?:static|yes|true|on|1)$/.test(values.at(-1) ?? '');
};

/**
 * Whether a host keeps addresses of others on this NIC when systemd-networkd restarts. Of the files that match the NIC the first by name counts;
 * where none does, networkd is taken to know the host's own address and nothing else.
 */
export function keepsAddressesOf(files: readonly Pick<HostFileSpec, 'target' | 'text'>[], nic: string): boolean {
	const name = (file: Pick<HostFileSpec, 'target'>) => NETWORK_FILE.exec(file.target)?.[1] ?? '';
	const [first] = files
		.filter((file) => isNetworkFile(file) && matches(file.text, nic))
		.sort((a, b) => (name(a) < name(b) ? -1 : 1));
	return first !== undefined && keepsForeignAddresses(first.text);
}

/** Whether [Match] takes the NIC by its name: a list of patterns, of which `!` in front turns the whole. Other keys of [Match] are not looked at. */
function matches(text: string, nic: string): boolean {
	const section = /^[ \t]*\[Match\][^\n]*\n((?:(?![ \t]*\[)[^\n]*(?:\n|$))*)/m.exec(text)?.[1] ?? '';
	const written = [...section.matchAll(/^[ \t]*Name[ \t]*=[ \t]*(.*)$/gm)].map(([, value]) => value?.trim() ?? '').join(' ');
	if (written === '') return section.trim() !== '';
	const isNot = written.startsWith('!');
	const patterns = written.slice(isNot ? 1 : 0).split(/\s+/);
	return patterns.some((pattern) => globOf(pattern).test(nic)) !== isNot;
}

const globOf = (pattern: string) =>
	new RegExp(
		`^${pattern
			.replaceAll(/[.+^${}()|\\]/g, '\\$&')
			.replaceAll('*', '.*')
			.replaceAll('?', '.')}$`,
	);

import { changedFiles } from '../../../cluster/host-keepalived.ts';
import type { Fault } from '../../../scenario/fault.ts';
import { inLines, type Script, sh } from '../shell.ts';
import { type FaultDriver, fireScript, thoseOn } from './driver.ts';

/** Each host's own files that were changed, by path. */
interface Texts {
	texts: Record<string, Record<string, string>>;
}

/** SIGHUP with other files: those that the settings stand in, included ones too. */
export const keepalivedReload: FaultDriver<Extract<Fault, { kind: 'keepalived-reload' }>, Texts> = {
	async prepare(world, { set }, hosts) {
		const texts: Texts['texts'] = {};
		const moves = new Map<string, Script>();
		for (const host of hosts) {
			const spec = world.lab.spec.hosts.find(({ name }) => name === host);
			const changed = spec ? [...changedFiles(spec, 'vrrp_instance', set)] : [];
			// The cluster's own, whatever a fault before this one has done.
			texts[host] = Object.fromEntries(changed.map(([path, { before }]) => [path, before]));
			// Beside the files, so that at the moment itself only renames and the signal are left. A file's owner and mode stay.
			for (const [path, { after }] of changed)
				await world.lab.run(host, sh`cp -p ${path} ${path}.next && cat > ${path}.next`, { input: after });
			const renames = changed.map(([path]) => sh`mv ${path}.next ${path}`);
			moves.set(host, inLines([...renames, sh`systemctl reload keepalived`]));
		}
		return { memo: { texts }, fire: await fireScript(world, hosts, (host) => moves.get(host) ?? sh`true`) };
	},
	async undo(world, { memo: { texts } }) {
		for (const host of await thoseOn(world, Object.keys(texts))) {
			for (const [path, text] of Object.entries(texts[host] ?? {}))
				await world.lab.run(host, sh`cat > ${path}; rm -f ${path}.next`, { input: text });
			await world.lab.run(host, sh`! systemctl is-active --quiet keepalived || systemctl reload keepalived`);
		}
	},
};

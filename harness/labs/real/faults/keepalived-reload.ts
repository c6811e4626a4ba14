import { setInInstances } from '../../../keepalived/set-in-blocks.ts';
import type { Fault } from '../../../scenario/fault.ts';
import { sh } from '../shell.ts';
import { type FaultDriver, type FaultWorld, fireScript, thoseOn } from './driver.ts';

const FILE = '/etc/keepalived/keepalived.conf';

/** SIGHUP with another file. `texts`: each host's own file. */
export const keepalivedReload: FaultDriver<Extract<Fault, { kind: 'keepalived-reload' }>, { texts: Record<string, string> }> = {
	async prepare(world, { set }, hosts) {
		const texts = Object.fromEntries(await Promise.all(hosts.map(async (host) => [host, await textOf(world, host)] as const)));
		// Beside the file, so that at the moment itself only a rename and the signal are left.
		for (const [host, text] of Object.entries(texts))
			await world.lab.run(host, sh`cat > ${FILE}.next`, { input: setInInstances(text, set, host) });
		return { memo: { texts }, fire: await fireScript(world, hosts, sh`mv ${FILE}.next ${FILE} && systemctl reload keepalived`) };
	},
	async undo(world, { memo: { texts } }) {
		for (const host of await thoseOn(world, Object.keys(texts))) {
			const restore = sh`cat > ${FILE}; rm -f ${FILE}.next; ! systemctl is-active --quiet keepalived || systemctl reload keepalived`;
			await world.lab.run(host, restore, { input: texts[host] ?? '' });
		}
	},
};

/** The cluster's own file, whatever a fault before it has done. */
async function textOf({ lab }: FaultWorld, host: string): Promise<string> {
	const known = lab.spec.hosts.find(({ name }) => name === host)?.keepalived?.text;
	return known ?? lab.exec(host, ['cat', FILE]);
}

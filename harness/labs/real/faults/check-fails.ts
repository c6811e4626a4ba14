import { VipdrillError } from '../../../base/errors.ts';
import { confOf } from '../../../cluster/host-keepalived.ts';
import { coveredFile, scriptBlocks } from '../../../keepalived/scripts.ts';
import type { Fault } from '../../../scenario/fault.ts';
import { type Script, sh } from '../shell.ts';
import { type FaultDriver, type FaultWorld, fireScript, type Nothing, onEach } from './driver.ts';

/** On the machine's own disk: what is mounted from /run may not be executable. */
const DIR = '/var/lib/vipdrill-checks';

/**
 * A vrrp_script fails. The file that its command runs is covered (mount(8), --bind) by one that fails where it is called as this script calls it, and
 * else does what the file did: other scripts, and people, may use the same one. Neither keepalived nor its configuration is touched.
 */
export const checkFails: FaultDriver<Extract<Fault, { kind: 'check-fails' }>, Nothing> = {
	async prepare(world, { script }, hosts) {
		await Promise.all(hosts.map((host) => stage(world, host, script)));
		return { memo: {}, fire: await fireScript(world, hosts, (host) => coverOf(world, host, script)) };
	},
	async undo(world, { hosts, fault: { script } }) {
		await onEach(world, hosts, uncover(script));
	},
	// The cover lies on the disk; a boot sweeps the mount away.
	async afterBoot(world, { fault: { script } }, host) {
		await onEach(world, [host], coverOf(world, host, script));
	},
};

const dirOf = (script: string) => `${DIR}/${script.replace(/[^\w.-]/g, '_')}`;
const COVER = 'cover';

/** Puts the covering file and a copy of the covered one on the machine's disk. The copy keeps its name, by which some programs know what to do. */
async function stage(world: FaultWorld, host: string, script: string): Promise<void> {
	const { file, called } = commandOf(world, host, script);
	const dir = dirOf(script);
	const copy = `${dir}/${file.split('/').at(-1)}`;
	const cover = sh`#!/bin/sh
[ "$*" = ${called} ] && exit 1
[ -x ${copy} ] && exec ${copy} "$@"
exec /bin/sh ${copy} "$@"
`;
	const covering = `${dir}/${COVER}`;
	const steps = sh`mkdir -p ${dir}; chmod 755 ${DIR} ${dir}; cp --dereference --preserve=mode ${file} ${copy}; cat > ${covering}; chmod 755 ${covering}`;
	await world.lab.run(host, steps, { input: cover.text });
}

function coverOf(world: FaultWorld, host: string, script: string): Script {
	const { file } = commandOf(world, host, script);
	return sh`mount --bind ${`${dirOf(script)}/${COVER}`} ${file}`;
}

/** The mounts are known by where they come from; a script that runs at this moment keeps its own. */
const uncover = (script: string) => sh`
awk -v from=${`${dirOf(script)}/${COVER}`} 'index($4, from) {print $5}' /proc/self/mountinfo | while read -r file; do umount --lazy "$file"; done
rm -rf ${dirOf(script)}
rmdir ${DIR} 2>/dev/null || true
`;

/** The file that a host's vrrp_script runs, and what it is called with. Throws FAULT_FAILED where there is none. */
function commandOf({ lab }: FaultWorld, host: string, script: string): { file: string; called: string } {
	const spec = lab.spec.hosts.find(({ name }) => name === host);
	const conf = spec ? confOf(spec) : null;
	const scripts = conf ? scriptBlocks(conf.model) : [];
	const command = scripts.find(({ name }) => name === script)?.command ?? '';
	const file = coveredFile(command);
	if (file === null) throw new VipdrillError('FAULT_FAILED', `${host} has no vrrp_script ${script} that runs a file of its own`);
	return {
		file,
		called: command
			.slice(command.indexOf(file) + file.length)
			.trim()
			.replace(/\s+/g, ' '),
	};
}

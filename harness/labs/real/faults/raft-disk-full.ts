import type { Fault } from '../../../scenario/fault.ts';
import { sh } from '../shell.ts';
import { type FaultDriver, fireScript, type Nothing, onEach } from './driver.ts';

const STATE = '/var/lib/docker/swarm';
const WITHIN_MS = 60_000;

/** What dockerd gives up meanwhile, such as the reserved end of its log that it cuts off as it starts, is filled too. */
const FILLER = 'vipdrill-filler.service';
const AGAIN = sh`dd if=/dev/zero of=${STATE}/filler bs=4k oflag=append conv=notrunc,nocreat 2>/dev/null`;

/** dockerd's files are open, so it has to stop for the move; the disk is a tmpfs, full before dockerd is back: it reserves the next log segment, which would leave room again when that fails. */
const FILL = sh`
mountpoint -q ${STATE} && exit 0
systemctl stop docker.socket docker.service
room=$(( $(du -sk ${STATE} | cut -f1) + 512 ))
mkdir -p /run/vipdrill-disk && mount -t tmpfs -o size=\${room}k,mode=700 none /run/vipdrill-disk
cp -a ${STATE}/. /run/vipdrill-disk
mount --move /run/vipdrill-disk ${STATE} 2>/dev/null || { mount --bind /run/vipdrill-disk ${STATE} && umount /run/vipdrill-disk; }
dd if=/dev/zero of=${STATE}/filler bs=4k 2>/dev/null || true
systemd-run --quiet --collect --unit=${FILLER} sh -c ${sh`while sleep 0.2; do ${AGAIN}; done`.text}
systemctl start --no-block docker.socket docker.service
`;

const EMPTY = sh`
mountpoint -q ${STATE} || exit 0
systemctl stop ${FILLER}
rm -f ${STATE}/filler
systemctl stop docker.socket docker.service
mkdir -p /run/vipdrill-state && cp -a ${STATE}/. /run/vipdrill-state
umount ${STATE}
find ${STATE} -mindepth 1 -delete
cp -a /run/vipdrill-state/. ${STATE} && rm -rf /run/vipdrill-state
systemctl start --no-block docker.socket docker.service
`;

/** The swarm's state (raft log, task store, certificates) is moved to a small disk of its own, which is then filled. Undone by moving it back. */
export const raftDiskFull: FaultDriver<Extract<Fault, { kind: 'raft-disk-full' }>, Nothing> = {
	async prepare(world, _fault, hosts) {
		return { memo: {}, fire: await fireScript(world, hosts, FILL) };
	},
	async undo(world, { hosts }) {
		await onEach(world, hosts, EMPTY, WITHIN_MS);
	},
};

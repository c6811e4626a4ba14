import type { Fault } from '../../../scenario/fault.ts';
import { type Script, sh } from '../shell.ts';
import { type FaultDriver, fireScript, type Nothing, onEach } from './driver.ts';

/** A restart of dockerd, with the containers that it stops. */
const RESTARTED_WITHIN_MS = 120_000;

/** What was there before, for the undo; in a tmpfs, gone with a boot, as the rules are. */
const keptAt = (index: number) => `/run/vipdrill-firewall-${index}`;

/**
 * The tables filter and nat are the ones that Docker has rules in, on the host itself. Both iptables of a host have them, that of nftables and the legacy
 * one, so both kinds of kernel do the same. Seen on real hosts: `flush ruleset` of nft leaves Docker in the same state.
 */
export const firewallReload: FaultDriver<Extract<Fault, { kind: 'firewall-reload' }>, Nothing> = {
	async prepare(world, _fault, hosts, index) {
		await onEach(world, hosts, kept(index));
		return { memo: {}, fire: await fireScript(world, hosts, reload(index)) };
	},
	async undo(world, { hosts, index }) {
		await onEach(world, hosts, putBack(index), RESTARTED_WITHIN_MS);
	},
};

/** Which dockerd runs, with which containers. Whoever asks a dockerd that is stopped starts it, so that is not done. */
const DOCKER_NOW = sh`{
	systemctl show --property MainPID --value docker
	! systemctl is-active --quiet docker || timeout 10 docker ps --quiet --no-trunc | sort
}`;

/** A kernel may have no NAT for IPv6; then nothing is done to IPv6's rules. */
const kept = (index: number): Script => sh`for ip in iptables ip6tables; do
	if { $ip-save -t filter && $ip-save -t nat; } > ${keptAt(index)}.new; then mv ${keptAt(index)}.new ${keptAt(index)}.$ip; fi
done
${DOCKER_NOW} > ${keptAt(index)}.docker
[ -e ${keptAt(index)}.iptables ]`;

/** Defines `lay`, for `$ip`: runs the command of its arguments, and has the filters of other faults outlive it. */
const defineLay = (index: number): Script => sh`lay() {
	{ $ip-save -t filter && $ip-save -t nat; } | sed -nE '/^([*]|COMMIT)/p; /VIPDRILL/{s/^-A OUTPUT /-I OUTPUT /;p;}' > ${keptAt(index)}.filters
	"$@"
	$ip-restore -w --noflush < ${keptAt(index)}.filters
}`;

const reload = (index: number): Script => sh`set -e
${defineLay(index)}
own() {
	if [ -e "$1" ]; then $ip-restore -w -T filter < "$1"; $ip-restore -w -T nat < "$1"
	else printf '%s\\n' '*filter' COMMIT '*nat' COMMIT | $ip-restore -w
	fi
}
for ip in iptables ip6tables; do
	[ -e ${keptAt(index)}.$ip ] || continue
	case $ip in iptables) lay own /etc/iptables/rules.v4 ;; *) lay own /etc/iptables/rules.v6 ;; esac
done`;

/**
 * Exactly what was there, where the same dockerd runs the same containers. Where others run, some of the rules would be for those that are gone, so dockerd
 * lays them. One that was started meanwhile has laid them already, but leaves the policy of FORWARD as it finds it.
 */
const putBack = (index: number): Script => sh`if [ -e ${keptAt(index)}.docker ]; then
	${defineLay(index)}
	before() { grep -v VIPDRILL ${keptAt(index)}.$ip | $ip-restore -w; }
	${DOCKER_NOW} > ${keptAt(index)}.now
	same=no
	if cmp -s ${keptAt(index)}.docker ${keptAt(index)}.now; then same=yes
	elif [ "$(head -n 1 ${keptAt(index)}.docker)" = "$(head -n 1 ${keptAt(index)}.now)" ]; then systemctl restart docker
	fi
	for ip in iptables ip6tables; do
		[ -e ${keptAt(index)}.$ip ] || continue
		if [ $same = yes ]; then lay before
		else $ip -w -P FORWARD $(sed -n 's/^:FORWARD \\([A-Z]*\\) .*/\\1/p' ${keptAt(index)}.$ip)
		fi
	done
	rm -f ${keptAt(index)}.*
fi`;

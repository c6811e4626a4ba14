import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../base/paths.ts';
import type { CarriedFile } from '../../cluster/folder/folder.ts';

/** What a keepalived.conf is made for. */
export interface ConfFor {
	address: string;
	nic: string;
	vip: string;
	/** Of the subnet, for instance 24. */
	prefix: number;
	port: number;
	/** The host's place in the line, from 0, and how many there are. */
	place: number;
	of: number;
	/** Whether Docker runs on the host, so that keepalived looks after it. */
	hasDocker: boolean;
}

/** Priorities as far apart as they may be: a late backup then does not become master beside another. */
const FIRST_PRIORITY = 200;
const LAST_PRIORITY = 50;
const STEP = 75;
/** keepalived's sample has it, so other clusters may too. */
const SAMPLE_VRID = 51;

/** A keepalived.conf as fixtures/hardened has it: quick and calm timers, checks of dockerd and the port, and a way back that waits. */
export const designedConf = ({ address, nic, vip, prefix, port, place, of, hasDocker }: ConfFor): string => `global_defs {
    enable_script_security
    script_user nobody nogroup
    vrrp_version 3
    vrrp_garp_master_refresh 1
    vrrp_higher_prio_send_advert true
}

${hasDocker ? CHECK_DOCKER : ''}vrrp_script web {
    script "/etc/keepalived/check-web ${address} ${port}"
    interval 1
    timeout 2
    fall 2
    rise 2
}

vrrp_instance VI_1 {
    state BACKUP
    interface ${nic}
    # No other cluster on this network may have the same.
    virtual_router_id ${vridFor(vip)}
    priority ${FIRST_PRIORITY - place * Math.min(STEP, Math.floor((FIRST_PRIORITY - LAST_PRIORITY) / Math.max(1, of - 1)))}
    # Eight advertisements must be missed, which takes about 2 s.
    advert_int 0.25
    down_timer_adverts 8
    # The way back waits until the host has been sound for a while.
    preempt_delay 15
    virtual_ipaddress {
        ${vip}/${prefix} dev ${nic}
    }
    track_script {
${hasDocker ? '        docker\n' : ''}        web
    }
}
`;

const CHECK_DOCKER = `vrrp_script docker {
    script "/etc/keepalived/check-docker"
    interval 1
    timeout 2
    fall 2
    rise 2
}

`;

/** The floating IP's last number, which is nobody else's on the network; 1 to 255. */
export function vridFor(vip: string): number {
	const last = Number(vip.split('.').at(-1));
	return last === 0 || last === SAMPLE_VRID ? last + 100 : last;
}

/** The checks, and the drop-in that starts keepalived again and takes away its address. */
export function designedFiles({
	vip,
	prefix,
	nic,
	hasDocker,
}: Pick<ConfFor, 'vip' | 'prefix' | 'nic' | 'hasDocker'>): CarriedFile[] {
	const shipped = (name: string) => readFileSync(join(packageRoot, 'fixtures/hardened/files', name), 'utf8');
	const unit = shipped('keepalived.service.conf').replace('10.0.0.200/24 dev ens18', `${vip}/${prefix} dev ${nic}`);
	return [
		...(hasDocker ? [{ target: '/etc/keepalived/check-docker', text: shipped('check-docker'), mode: '0755' }] : []),
		{ target: '/etc/keepalived/check-web', text: shipped('check-web'), mode: '0755' },
		{ target: '/etc/systemd/system/keepalived.service.d/10-restart.conf', text: unit, mode: '0644' },
	];
}

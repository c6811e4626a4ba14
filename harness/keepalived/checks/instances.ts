import { type Block, blocksOf, flagOf, merged, numberOf, settingOf, wordOf } from '../model.ts';
import { basicsOf, type Checked, complain, familyOf } from './check.ts';

/** The password field of a version 2 packet. */
const PASSWORD_BYTES = 8;
/** An address list's count is one byte (VRRP_MAX_ADDR of keepalived's vrrp.h). */
const MAX_ADDRESSES = 255;

type Basics = ReturnType<typeof basicsOf>;

/** What keepalived finds as it completes its instances (vrrp_complete_instance() and its like of vrrp.c): what is lacking, and what does not go together. */
export function checkInstances(checked: Checked): void {
	const instances = blocksOf(checked.model, 'vrrp_instance');
	for (const instance of instances) {
		const basics = basicsOf(instance, checked.globals);
		checkWhole(checked, instance, basics);
		checkAuthentication(checked, instance, basics);
		checkPreemption(checked, instance, basics);
		checkUnicast(checked, instance, basics);
		checkInterval(checked, instance, basics);
		if (basics.isStrict) checkStrict(checked, instance, basics);
		checkMacs(checked, instance, basics);
	}
	checkIds(checked, instances);
}

function checkWhole(checked: Checked, instance: Block, { addresses, isStrict, version, family, state }: Basics): void {
	const lacks = (keyword: string, fix: string) => {
		const message = `there is no ${keyword}, so keepalived runs no instance at all`;
		complain(checked, instance, keyword, message, fix, { code: 'block-incomplete', severity: 'error' });
	};
	if (!settingOf(instance, 'virtual_router_id'))
		lacks('virtual_router_id', 'Add virtual_router_id with a number from 1 to 255, the same on every node');
	if (!settingOf(instance, 'interface')) lacks('interface', "Add interface with the name of the host's NIC");
	if (addresses.length === 0) {
		const isNeeded = version === 3 || isStrict;
		const message = isNeeded
			? 'there is no address to hold, so keepalived does not run the instance'
			: 'there is no address to hold, so nobody notices who is MASTER';
		const severity = isNeeded ? 'error' : 'warning';
		complain(checked, instance, 'virtual_ipaddress', message, 'Add virtual_ipaddress', { code: 'block-incomplete', severity });
	}
	for (const { values, at, chain } of instance.lists.virtual_ipaddress ?? []) {
		const address = String(values[0]);
		if (familyOf(address) === family) continue;
		const message = `an instance has addresses of one family alone, and this is one of IPv${family}, so keepalived drops the address`;
		const fix = 'Give it an instance of its own, or move it to virtual_ipaddress_excluded';
		complain(checked, instance, 'virtual_ipaddress', message, fix, { at: { at, chain }, value: address, severity: 'error' });
	}
	if (settingOf(instance, 'native_ipv6') && addresses.length > 0 && family === 4)
		complain(checked, instance, 'native_ipv6', 'the addresses are of IPv4, so keepalived passes over it', 'Remove it');
	if (addresses.length > MAX_ADDRESSES) {
		const message = `an advertisement has room for ${MAX_ADDRESSES} addresses, so keepalived does not advertise the others`;
		complain(checked, instance, 'virtual_ipaddress', message, 'Move some to virtual_ipaddress_excluded');
	}
	const states = instance.settings.filter(({ keyword }) => keyword === 'state');
	if (
		state === 'MASTER' &&
		states.findIndex(({ values }) => values[0] === 'MASTER') < states.length - 1 &&
		states.at(-1)?.values[0] !== 'MASTER'
	)
		complain(checked, instance, 'state', 'a state MASTER before it stays', 'Remove one of them');
}

function checkAuthentication(checked: Checked, instance: Block, { isStrict, version, family, initial, priority }: Basics): void {
	const authentication = merged(instance, 'authentication');
	const type = wordOf(authentication, 'auth_type');
	const password = settingOf(authentication, 'auth_pass');
	const at = { at: authentication.at.file === '' ? instance.at : authentication.at, chain: instance.chain };
	if (password && new TextEncoder().encode(String(password.values[0])).length > PASSWORD_BYTES) {
		const message = `of the password only the first ${PASSWORD_BYTES} bytes count`;
		const more = { code: 'password-cut', at: password } as const;
		complain(checked, instance, 'authentication auth_pass', message, `Use at most ${PASSWORD_BYTES} characters`, more);
	}
	if (type === undefined) return;
	if (isStrict || version === 3) {
		const message = `${isStrict ? 'strict mode' : 'version 3'} has no authentication, so keepalived drops it`;
		complain(checked, instance, 'authentication', message, 'Remove it', { code: 'setting-cleared', at });
	} else if (!password || password.values[0] === '') {
		const message = 'there is no password, so keepalived drops the authentication';
		complain(checked, instance, 'authentication', message, 'Add auth_pass', { code: 'setting-cleared', at });
	} else if (type === 'AH' && family === 6) {
		const message = 'AH does not go with IPv6, so keepalived drops the authentication';
		complain(checked, instance, 'authentication', message, 'Remove it', { code: 'setting-cleared', at });
	} else if (type === 'AH' && initial === 'MASTER' && priority !== 255) {
		const message = 'with AH no instance may begin as MASTER, so keepalived begins as BACKUP';
		complain(checked, instance, 'authentication', message, 'Write state BACKUP, or auth_type PASS', {
			code: 'setting-cleared',
			at,
		});
	}
}

function checkPreemption(checked: Checked, instance: Block, { isStrict, priority, initial, state }: Basics): void {
	const clear = (keyword: string, because: string, fix: string) =>
		complain(checked, instance, keyword, `with ${because} keepalived switches ${keyword} off`, fix, { code: 'setting-cleared' });
	const last = instance.settings.findLast(({ keyword }) => keyword === 'nopreempt' || keyword === 'preempt');
	const isNoPreempt = last?.keyword === 'nopreempt';
	const hasDelay = (numberOf(instance, 'preempt_delay') ?? 0) > 0;
	if (isNoPreempt && initial === 'MASTER' && state === 'MASTER') clear('nopreempt', 'state MASTER', 'Write state BACKUP');
	else if (isNoPreempt && priority === 255) clear('nopreempt', 'priority 255', 'Remove it, or lower the priority');
	const noPreempt = isNoPreempt && priority !== 255 && initial !== 'MASTER';
	if (hasDelay && initial === 'MASTER') clear('preempt_delay', 'state MASTER', 'Write state BACKUP');
	else if (hasDelay && isStrict) clear('preempt_delay', 'strict mode', 'Remove it');
	else if (hasDelay && noPreempt) clear('preempt_delay', 'nopreempt', 'Remove one of them');
}

/** Settings that are for unicast alone; also those without a peer make it unicast. */
const UNICAST = ['unicast_src_ip', 'unicast_fault_no_peer', 'unicast_peer', 'check_unicast_src', 'old_unicast_checksum'];

function checkUnicast(checked: Checked, instance: Block, { peers, isStrict, family, sources }: Basics): void {
	const isUnicast = peers.length > 0;
	const written = UNICAST.find((keyword) => settingOf(instance, keyword) || instance.lists[keyword]);
	if (written && !isUnicast && !settingOf(instance, 'unicast_fault_no_peer')) {
		const message = 'no unicast_peer is left, so keepalived advertises by multicast';
		complain(checked, instance, written, message, 'Add unicast_peer with the addresses of the other hosts');
	}
	if (!isUnicast && settingOf(instance, 'unicast_ttl')) {
		const message = 'it is for unicast_peer alone, so keepalived drops it';
		complain(checked, instance, 'unicast_ttl', message, 'Remove it', { code: 'setting-cleared' });
	}
	if (isUnicast && isStrict) {
		const message = 'strict mode has no unicast, so keepalived does not run the instance';
		complain(checked, instance, 'unicast_peer', message, 'Remove unicast_peer, or strict mode', { severity: 'error' });
	}
	if (isUnicast && settingOf(instance, 'mcast_dst_ip')) {
		const message = 'with unicast_peer keepalived drops it';
		complain(checked, instance, 'mcast_dst_ip', message, 'Remove it', { code: 'setting-cleared' });
	}
	const others = [...sources, ...peers].filter((address) => familyOf(address) !== family);
	for (const address of others) {
		const message = `the instance is one of IPv${family}, so keepalived drops this address`;
		complain(checked, instance, null, message, 'Use addresses of one family', { value: address, severity: 'error' });
	}
}

function checkInterval(checked: Checked, instance: Block, { version }: Basics): void {
	const seconds = numberOf(instance, 'advert_int');
	if (seconds === undefined) return;
	const value = wordOf(instance, 'advert_int') ?? '';
	const round = (message: string, fix: string) =>
		complain(checked, instance, 'advert_int', message, fix, { code: 'value-rounded', value });
	if (version === 2 && !Number.isInteger(seconds)) {
		const taken = Math.max(1, Math.floor(seconds + 0.5));
		round(`version 2 knows whole seconds alone, so keepalived takes ${taken} s`, 'Write whole seconds, or version 3');
	} else if (version === 3 && seconds >= 40.96)
		round('version 3 has at most 40.95 s, which keepalived takes', 'Write 40.95 or less');
	else if (version === 3 && Math.round(seconds * 1e6) % 10_000 !== 0)
		round('version 3 knows hundredths of a second alone, so keepalived rounds it', 'Write two decimal places at most');
}

function checkStrict(checked: Checked, instance: Block, { state, priority, family, addresses, peers, written }: Basics): void {
	const because = (keyword: string, message: string, fix = 'Remove it, or strict mode') =>
		complain(checked, instance, keyword, message, fix, { code: 'setting-cleared' });
	if (family === 6 && written === 2)
		because('version', 'strict mode has IPv6 in version 3 alone, which keepalived takes', 'Write version 3');
	if (state !== null && (state === 'MASTER') !== (priority === 255))
		because('state', 'in strict mode the state must follow from the priority, so keepalived changes it', 'Remove state');
	if (family === 6 && peers.length === 0 && addresses[0] !== undefined && !/^fe[89ab]/i.test(addresses[0]))
		because('virtual_ipaddress', 'in strict mode the first IPv6 address must be link-local', 'Add a link-local address in front');
	const adverts = numberOf(instance, 'down_timer_adverts') ?? numberOf(checked.globals, 'vrrp_down_timer_adverts') ?? 3;
	if (adverts !== 3) because('down_timer_adverts', 'strict mode has 3, which keepalived takes');
	for (const keyword of ['garp_lower_prio_repeat', 'garp_lower_prio_delay'])
		if ((numberOf(instance, keyword) ?? 0) > 0) because(keyword, 'strict mode has none, so keepalived drops it');
	if (flagOf(instance, 'lower_prio_no_advert') === false)
		because('lower_prio_no_advert', 'strict mode has it on, which keepalived takes');
	if (flagOf(instance, 'higher_prio_send_advert') === true)
		because('higher_prio_send_advert', 'strict mode has it off, which keepalived takes');
	if (settingOf(instance, 'accept') && priority !== 255 && written === 2 && family === 4)
		because('accept', 'strict mode of version 2 does not allow it, so keepalived drops it');
}

function checkMacs(checked: Checked, instance: Block, { isStrict, peers }: Basics): void {
	const has = (keyword: string) => settingOf(instance, keyword) !== undefined;
	const isOnMac = has('use_vmac');
	const isUnicast = UNICAST.some((keyword) => has(keyword) || instance.lists[keyword] !== undefined);
	if (has('vmac_xmit_base') && !isOnMac) {
		const message = 'it is for use_vmac alone, so keepalived drops it';
		complain(checked, instance, 'vmac_xmit_base', message, 'Remove it, or add use_vmac', { code: 'setting-cleared' });
	}
	if (has('vmac_xmit_base') && isOnMac && isStrict) {
		const message = 'strict mode does not allow it, so keepalived drops it';
		complain(checked, instance, 'vmac_xmit_base', message, 'Remove it', { code: 'setting-cleared' });
	}
	if ((isOnMac || has('use_ipvlan')) && isUnicast && !has('interface')) {
		const message = 'with unicast_peer it needs an interface, so keepalived drops it';
		complain(checked, instance, isOnMac ? 'use_vmac' : 'use_ipvlan', message, 'Add interface', { code: 'setting-cleared' });
	} else if ((isOnMac || has('use_ipvlan')) && isUnicast && !has('vmac_xmit_base')) {
		const message = 'with unicast_peer it needs vmac_xmit_base, which keepalived adds';
		complain(checked, instance, isOnMac ? 'use_vmac' : 'use_ipvlan', message, 'Add vmac_xmit_base');
	}
	if (has('promote_secondaries') && (isOnMac || has('use_ipvlan'))) {
		const message = 'a virtual hardware address has it anyway, so keepalived drops it';
		complain(checked, instance, 'promote_secondaries', message, 'Remove it', { code: 'setting-cleared' });
	}
	if (has('vrf') && (has('interface') || peers.length === 0)) {
		const message = 'it is for unicast without interface alone, so keepalived drops it';
		complain(checked, instance, 'vrf', message, 'Remove it', { code: 'setting-cleared' });
	}
}

/** Two instances of one number on one NIC would answer each other. */
function checkIds(checked: Checked, instances: readonly Block[]): void {
	const all = instances.map((block) => ({ block, id: wordOf(block, 'virtual_router_id'), ...basicsOf(block, checked.globals) }));
	const byId = new Map<string, typeof all>();
	for (const one of all) {
		if (one.id === undefined) continue;
		const before = byId.get(one.id) ?? [];
		const other = before.find((two) => answersOther(one, two));
		byId.set(one.id, [...before, one]);
		if (!other) continue;
		const message = `${other.block.keyword} ${other.block.names[0]} has the same number on the same NIC, so keepalived runs neither`;
		const more = { severity: 'error', value: one.id } as const;
		complain(checked, one.block, 'virtual_router_id', message, 'Give each a number of its own', more);
	}
}

/** Whether two instances of one number hear each other's advertisements. */
function answersOther(one: Basics & { block: Block }, two: Basics & { block: Block }): boolean {
	const same = (keyword: string) => wordOf(one.block, keyword) === wordOf(two.block, keyword);
	if (!same('interface') || one.family !== two.family || one.peers.length > 0 !== two.peers.length > 0) return false;
	return one.peers.length === 0 ? same('mcast_dst_ip') : one.peers.some((peer) => two.peers.includes(peer));
}

import { blocksOf, settingOf } from '../keepalived/model.ts';
import { confOf } from './host-keepalived.ts';
import type { HostSpec } from './spec.ts';

const BLOCKS = ['vrrp_instance', 'vrrp_sync_group'];
const KEYWORDS = ['notify_master', 'notify'];

/** Whether a host's keepalived runs a script as it becomes MASTER of anything (notify_exec() of vrrp_notify.c). `version`: of keepalived, or its beginning. */
export function notifiesMaster(host: HostSpec, version: string | null): boolean {
	const conf = confOf(host, version);
	if (!conf) return false;
	const blocks = BLOCKS.flatMap((name) => blocksOf(conf.model, name));
	return blocks.some((block) => KEYWORDS.some((keyword) => settingOf(block, keyword) !== undefined));
}

/** Keywords of a vrrp_instance that may be varied. */
const INSTANCE = [
	'priority',
	'advert_int',
	'version',
	'down_timer_adverts',
	'preempt_delay',
	'garp_master_delay',
	'garp_master_repeat',
	'garp_master_refresh',
	'garp_lower_prio_delay',
	'garp_lower_prio_repeat',
	'higher_prio_send_advert',
	'lower_prio_no_advert',
];
/** Keywords of a vrrp_script, written `script.interval`. */
const SCRIPT = ['interval', 'timeout', 'fall', 'rise', 'weight'];
export const LAN = ['lan.latency', 'lan.loss'];
/** Of the drill itself: how long each of its faults lasts that has an end. */
export const DRILL = ['lasts'];

/** What may be varied; those of keepalived.conf also of one host alone, as `priority@docker2`. */
export const FIELDS: readonly string[] = [...INSTANCE, ...SCRIPT.map((keyword) => `script.${keyword}`), ...LAN, ...DRILL];

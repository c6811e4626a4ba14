const SECOND_US = 1_000_000;
const CENTISECOND_US = 10_000;
/** The widest intervals that fit the packets: 8 bits of seconds in VRRPv2, 12 bits of centiseconds in VRRPv3. */
const V2_MAX_US = 255 * SECOND_US;
const V3_MAX_US = 4095 * CENTISECOND_US;

/** advert_int as keepalived runs it (vrrp_complete_instance() in vrrp.c): half up to whole seconds in v2 (0.5 → 1 s), to 10 ms in v3, never 0. */
export function roundAdvertIntUs(us: number, version: 2 | 3): number {
	const [step, max] = version === 2 ? [SECOND_US, V2_MAX_US] : [CENTISECOND_US, V3_MAX_US];
	return Math.min(max, Math.max(step, Math.floor((us + step / 2) / step) * step));
}

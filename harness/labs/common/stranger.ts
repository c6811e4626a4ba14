/** The hardware address of the stranger of `vip-duplicate`, of the range kept for documentation (RFC 7042, 2.1.2): no machine has it. */
export const STRANGER_MAC = '00:00:5e:00:53:01';

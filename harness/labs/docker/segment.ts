/** Where a machine's NIC is plugged in, and what it is called there. */
export interface SegmentPlace {
	/** The network's name on the engine. */
	network: string;
	nic: string;
	/** Null for whichever the kernel draws. */
	mac: string | null;
	/** IPv4, with the segment's prefix length: 10.0.0.1/24. */
	address: string;
	/** IPv6, with the segment's prefix length; null for a NIC without IPv6. */
	address6: string | null;
	/** The default route; null where there is none by this NIC. */
	gateway: string | null;
}

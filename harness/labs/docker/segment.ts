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

/** An address with the prefix length of its subnet: 10.0.0.1 and 10.0.0.0/24 to 10.0.0.1/24. */
export const withPrefix = (address: string, subnet: string): string => `${address}/${subnet.split('/')[1]}`;

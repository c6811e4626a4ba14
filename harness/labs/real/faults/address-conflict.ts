import type { AddressConflict } from '../../../scenario/faults/address-conflict.ts';
import { duplicateOf } from './duplicate.ts';

/** A stranger with the hosts' own addresses on the customers' segment. */
export const addressConflict = duplicateOf<AddressConflict>(({ hosts: all }, hosts) =>
	all.filter(({ name }) => hosts.includes(name)).map(({ address }) => address),
);

import type { VipDuplicate } from '../../../scenario/faults/vip-duplicate.ts';
import { duplicateOf } from './duplicate.ts';

/** A stranger with the floating IP that customers ask. */
export const vipDuplicate = duplicateOf<VipDuplicate>(({ vip }) => [vip]);

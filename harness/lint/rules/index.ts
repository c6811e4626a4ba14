import type { Rule } from '../rule.ts';
import { K8 } from './K8-no-refresh.ts';
import { K9 } from './K9-address-without-prefix.ts';
import { K21 } from './K21-language.ts';
import { S3 } from './S3-managers.ts';

/** Every rule, in the order in which they are listed. */
export const RULES: readonly Rule[] = [K8, K9, K21, S3];

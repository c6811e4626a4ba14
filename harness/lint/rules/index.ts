import type { Rule } from '../rule.ts';
import { K1 } from './K1-hosts-differ.ts';
import { K2 } from './K2-authentication.ts';
import { K3 } from './K3-preempt-with-master.ts';
import { K4 } from './K4-weight-too-small.ts';
import { K5 } from './K5-script-not-defined.ts';
import { K6 } from './K6-nothing-tracked.ts';
import { K7 } from './K7-in-a-container.ts';
import { K8 } from './K8-no-refresh.ts';
import { K9 } from './K9-address-without-prefix.ts';
import { K10 } from './K10-priorities.ts';
import { K11 } from './K11-advert-int.ts';
import { K12 } from './K12-vrrp-filtered.ts';
import { K13 } from './K13-unicast-mesh.ts';
import { K14 } from './K14-two-on-a-line.ts';
import { K15 } from './K15-interface.ts';
import { K16 } from './K16-script-cannot-run.ts';
import { K17 } from './K17-strict.ts';
import { K18 } from './K18-no-startup-delay.ts';
import { K19 } from './K19-too-quick.ts';
import { K20 } from './K20-loser-acts-last.ts';
import { K21 } from './K21-language.ts';
import { K22 } from './K22-tracks-nothing.ts';
import { K23 } from './K23-sync-group.ts';
import { K24 } from './K24-state-word.ts';
import { K25 } from './K25-process-in-namespace.ts';
import { K26 } from './K26-vrid-taken.ts';
import { K27 } from './K27-version.ts';
import { K28 } from './K28-deprecated.ts';
import { K29 } from './K29-nopreempt-elsewhere.ts';
import { K30 } from './K30-state-against-priority.ts';
import { K31 } from './K31-placeholder.ts';
import { K32 } from './K32-by-process-name.ts';
import { K33 } from './K33-shell-in-script.ts';
import { K34 } from './K34-vrid-twice.ts';
import { K35 } from './K35-mixed-families.ts';
import { K37 } from './K37-address-twice.ts';
import { K38 } from './K38-nothing-to-do.ts';
import { K39 } from './K39-incomplete-instance.ts';
import { K40 } from './K40-script-timing.ts';
import { K41 } from './K41-sample-mail.ts';
import { K42 } from './K42-router-id.ts';
import { K43 } from './K43-one-failure.ts';
import { K44 } from './K44-sample-password.ts';
import { K45 } from './K45-unusable-address.ts';
import { K46 } from './K46-weight-with-nopreempt.ts';
import { K47 } from './K47-unicast-half.ts';
import { K48 } from './K48-script-twice.ts';
import { K49 } from './K49-priority-out-of-range.ts';
import { K50 } from './K50-no-restart.ts';
import { K51 } from './K51-few-misses.ts';
import { K52 } from './K52-returns-at-once.ts';
import { L1 } from './L1-no-check.ts';
import { L2 } from './L2-no-protocol.ts';
import { L3 } from './L3-address-not-held.ts';
import { L4 } from './L4-method-missing.ts';
import { L5 } from './L5-port-differs.ts';
import { L6 } from './L6-server-twice.ts';
import { L7 } from './L7-check-of-another-kind.ts';
import { L8 } from './L8-slow-check.ts';
import { L9 } from './L9-family-differs.ts';
import { L10 } from './L10-quorum.ts';
import { L11 } from './L11-one-server.ts';
import { L12 } from './L12-group-unknown.ts';
import { L13 } from './L13-port-zero.ts';
import { S1 } from './S1-pool-overlaps.ts';
import { S2 } from './S2-swarm-filtered.ts';
import { S3 } from './S3-managers.ts';
import { S4 } from './S4-advertise.ts';
import { S5 } from './S5-host-mode.ts';
import { S6 } from './S6-daemon-json.ts';
import { S7 } from './S7-nonlocal-bind.ts';
import { S9 } from './S9-udp.ts';
import { S12 } from './S12-foreign-addresses.ts';
import { S13 } from './S13-unattended.ts';
import { S14 } from './S14-few-tasks.ts';
import { X1 } from './X1-unused-ignore.ts';
import { X2 } from './X2-ignore-without-reason.ts';
import { X3 } from './X3-unreadable.ts';

/** Every rule, in the order in which they are listed. */
export const RULES: readonly Rule[] = [
	K1,
	K2,
	K3,
	K4,
	K5,
	K6,
	K7,
	K8,
	K9,
	K10,
	K11,
	K12,
	K13,
	K14,
	K15,
	K16,
	K17,
	K18,
	K19,
	K20,
	K21,
	K22,
	K23,
	K24,
	K25,
	K26,
	K27,
	K28,
	K29,
	K30,
	K31,
	K32,
	K33,
	K34,
	K35,
	K37,
	K38,
	K39,
	K40,
	K41,
	K42,
	K43,
	K44,
	K45,
	K46,
	K47,
	K48,
	K49,
	K50,
	K51,
	K52,
	L1,
	L2,
	L3,
	L4,
	L5,
	L6,
	L7,
	L8,
	L9,
	L10,
	L11,
	L12,
	L13,
	S1,
	S2,
	S3,
	S4,
	S5,
	S6,
	S7,
	S9,
	S12,
	S13,
	S14,
	X1,
	X2,
	X3,
];

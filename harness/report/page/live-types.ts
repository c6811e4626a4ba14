import type { TimelineEvent } from '../../timeline/event.ts';

/** What the live page is told, one message at a time. */
export type LiveMessage =
	| { kind: 'reset' }
	| { kind: 'cluster'; name: string; hosts: string[]; vip: string }
	| { kind: 'trial'; drill: string; trial: number }
	| { kind: 'events'; events: TimelineEvent[] }
	| { kind: 'line'; text: string }
	| { kind: 'end' };

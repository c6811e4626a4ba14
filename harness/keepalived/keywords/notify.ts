import { type Keyword, keyword } from '../keyword.ts';

const script = (name: string, says: string, more: Partial<Keyword> = {}) =>
	keyword(name, '<script>', says, { firstCounts: true, ...more });

/** Scripts that an instance and a sync group run when their state changes. */
export const notifyKeywords: readonly Keyword[] = [
	script('notify_master', 'Script to run on becoming MASTER.'),
	script('notify_backup', 'Script to run on becoming BACKUP.'),
	script('notify_fault', 'Script to run on a FAULT.'),
	script('notify_stop', 'Script to run when keepalived stops.'),
	script('notify', 'Script to run at every change of state, with the kind, name, state and priority as its arguments.'),
	keyword('notify_priority_changes', '[<switch>]', 'Also tells the notify script and FIFO when the priority changes.', {
		since: '2.2.0',
		default: 'as vrrp_notify_priority_changes',
	}),
	keyword('smtp_alert', '[<switch>]', 'Sends a mail when the state changes.', { default: 'as smtp_alert of global_defs' }),
];

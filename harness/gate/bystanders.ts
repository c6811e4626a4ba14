import type { Bystanders } from '../measure/bystanders.ts';
import type { Judged } from './judged.ts';
import { formatList } from './wording.ts';

/** Whether the hosts that no fault hit went through the trial untouched. */
export function judgeBystanders({ hosts, disturbances, unseen }: Bystanders): Judged {
	const asked = 'docker and keepalived of every other host run on as the same processes';
	if (disturbances.length > 0) return { outcome: 'fail', asked, got: disturbances.join('; ') };
	if (hosts.length === 0) return { outcome: 'pass', asked, got: 'every host was a target' };
	if (unseen.length > 0) return { outcome: 'inconclusive', asked, got: `nobody looked at ${formatList(unseen)}` };
	return { outcome: 'pass', asked, got: `${formatList(hosts)} left alone` };
}

import type { Convergence } from '../measure/convergence.ts';
import type { InvariantInput, Judged } from './judged.ts';

/** Whether the cluster was as before once the trial said so: every request answered, the VIP with its rightful owner alone, every manager ready. */
export function judgeConvergence(
	convergence: Convergence | null,
	{ rightfulOwner, managers, ill, otherVips = [] }: Pick<InvariantInput, 'rightfulOwner' | 'managers' | 'ill' | 'otherVips'>,
): Judged {
	const owner = rightfulOwner ?? 'one host';
	const asked = `once settled no request fails, ${owner} alone holds the VIP, and ${managers.length} managers are ready and reachable`;
	if (!convergence) return { outcome: 'fail', asked, got: `the cluster did not come back${ill === null ? '' : `: ${ill}`}` };
	const wrong = [
		...failures(convergence),
		...wrongOwners(convergence, rightfulOwner, 'the VIP'),
		...otherVips.flatMap((one) => wrongOwners(one, one.rightfulOwner, one.vip)),
		...missingManagers(convergence, managers),
	];
	if (wrong.length > 0) return { outcome: 'fail', asked, got: wrong.join('; ') };
	const blind = [
		...(convergence.sent === 0 ? ['no request was sent'] : []),
		...(managers.length > 0 && Object.keys(convergence.nodes).length === 0 ? ['nobody looked at the swarm'] : []),
	];
	if (blind.length > 0) return { outcome: 'inconclusive', asked, got: blind.join('; ') };
	return {
		outcome: 'pass',
		asked,
		got: `${convergence.sent} requests answered, the VIP with ${holders(convergence).join(' and ')}`,
	};
}

function failures({ sent, failed }: Convergence): string[] {
	return failed === 0 ? [] : [`${failed} of ${sent} requests failed`];
}

const holders = ({ owners }: Pick<Convergence, 'owners'>) => [...new Set(owners.flatMap(({ hosts }) => hosts))];

function wrongOwners({ owners }: Pick<Convergence, 'owners'>, rightful: string | null, vip: string): string[] {
	const wrong = owners.filter(({ hosts }) => hosts.length !== 1 || (rightful !== null && hosts[0] !== rightful));
	if (wrong.length === 0) return owners.length === 0 ? [`nobody held ${vip}`] : [];
	const who = wrong.map(({ hosts }) => (hosts.length === 0 ? 'nobody' : hosts.join(' and ')));
	return [`${[...new Set(who)].join(', then ')} held ${vip}`];
}

/** Where the swarm was not looked at at all, nothing can be said. */
function missingManagers({ nodes }: Convergence, managers: readonly string[]): string[] {
	if (Object.keys(nodes).length === 0) return [];
	return managers.flatMap((name) => {
		const node = Object.hasOwn(nodes, name) ? nodes[name] : undefined;
		if (!node) return [`${name} was not in the swarm`];
		if (node.state !== 'ready') return [`${name} was ${node.state}`];
		return node.reachability === 'reachable' ? [] : [`${name} was ${node.reachability ?? 'no manager'}`];
	});
}

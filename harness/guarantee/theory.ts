import { type FailureClass, theory } from './classes/descriptor.ts';
import { type Facts, factsOf } from './facts.ts';
import type { Inputs } from './inputs.ts';
import { atLeast } from './range.ts';
import type { Theory } from './shape.ts';

/** What a cluster's files say comes of a failure, by arithmetic alone. */
export function theoryOf(one: FailureClass, facts: Facts): Theory {
	const { owner, splits, inputs } = facts;
	if (owner === null)
		return theory({
			outcome: 'never',
			problem: 'nobody',
			why: 'No host has a vrrp_instance for the floating IP.',
			outage: atLeast(0, 'nobody ever holds the floating IP'),
		});
	if (splits.length > 0)
		return theory({
			outcome: 'never',
			problem: 'two-owners',
			why: `Several hosts own the floating IP even while all is well. ${splits.join('. ')}.`,
			twoOwners: atLeast(0, 'it lasts until the files agree'),
			remedy: { why: splits.join('. '), parts: [], note: 'Make these lines the same on every host.' },
		});
	if (inputs.overlaps)
		return theory({
			outcome: 'never',
			problem: 'deaf-owner',
			why: `Swarm's ingress network is the hosts' own network ${inputs.subnet}, so no customer on it is ever answered through the routing mesh.`,
			outage: atLeast(0, 'it lasts until the ingress network is another'),
			remedy: {
				why: 'Docker’s default address pool begins with this very network.',
				parts: [
					{ where: 'cluster.yaml, swarm', lines: ['defaultAddressPool: 10.99.0.0/16'] },
					{ where: 'the command that makes the swarm', lines: ['docker swarm init --default-addr-pool 10.99.0.0/16'] },
				],
				note: null,
			},
		});
	return one.theory(facts, owner);
}

/** What theory says of these classes for a cluster, in their order. */
export function theories(inputs: Inputs, classes: readonly FailureClass[]): Theory[] {
	const facts = factsOf(inputs);
	return classes.map((one) => theoryOf(one, facts));
}

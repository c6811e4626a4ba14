import { placeIn } from '../cluster-facts.ts';
import type { Rule } from '../rule.ts';

const CLUSTER = (roles: string[]) =>
	`name: c\nnetwork: { subnet: 10.0.0.0/24, interface: eth0 }\nvip: 10.0.0.9\nhosts:\n${roles.map((role, i) => `  - { name: h${i + 1}, address: 10.0.0.${i + 1}, role: ${role} }\n`).join('')}service: { name: web, image: web, publishedPort: 80, targetPort: 80 }\n`;

/** A swarm whose managers are two, or of an even number. */
export const S3: Rule = {
	id: 'S3',
	name: 'even-managers',
	severity: 'warning',
	since: '0.1.0',
	about: 'cluster',
	says: 'An even number of managers survives no more deaths than one less; with two, either death ends all rescheduling, so lost tasks stay lost.',
	fix: 'Use three managers, or five',
	drill: null,
	proof: null,
	bad: { files: { 'cluster.yaml': CLUSTER(['manager', 'manager']) }, at: ['cluster.yaml:4'] },
	good: { files: { 'cluster.yaml': CLUSTER(['manager', 'manager', 'manager']) } },
	*check({ input: { cluster } }) {
		if (!cluster || cluster.hosts.length === 0) return;
		const managers = cluster.hosts.filter(({ role }) => role === 'manager').length;
		if (managers === 0 || managers % 2 === 1) return;
		const survived = Math.ceil(managers / 2) - 1;
		const message = `the swarm has ${managers} managers, so it keeps its quorum after ${survived === 0 ? 'no death' : `${survived} ${survived === 1 ? 'death' : 'deaths'}`}`;
		yield { at: { ...placeIn(cluster.source, ['hosts']), ...keyOf(cluster.source.atKey(['hosts'])), length: 5 }, message };
	},
};

const keyOf = ({ line = 1, column = 1 }: { line?: number; column?: number }) => ({ line, column });

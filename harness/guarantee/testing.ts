import { join } from 'node:path';
import { packageRoot } from '../base/paths.ts';
import type { ClusterSpec } from '../cluster/spec.ts';
import { build, edit, GOOD_CLUSTER, GOOD_CONF } from '../cluster/testing.ts';
import { loadCluster } from '../load/load-cluster.ts';
import { CLASSES } from './classes/index.ts';
import { inputsOf } from './inputs.ts';
import type { Range, Theory } from './shape.ts';
import { theories } from './theory.ts';

export const fixture = (name: string): Promise<ClusterSpec> => loadCluster(join(packageRoot, 'fixtures', name));

/** What theory says of each class, by its id. */
export function theoryById(spec: ClusterSpec): Record<string, Theory> {
	const all = theories(inputsOf(spec), CLASSES);
	return Object.fromEntries(CLASSES.map(({ id }, i) => [id, all[i] as Theory]));
}

/** Bounds as a pair; null where there are none. */
export const pair = (range: Range | null | undefined): [number, number | null] | null =>
	range ? [range.minMs, range.maxMs] : null;

interface TwoHosts {
	/** Lines of the instance, of both hosts or of one. */
	both?: string;
	a?: string;
	b?: string;
	/** What stands above the instance, on both hosts. */
	above?: string;
	/** Of cluster.yaml. */
	cluster?: (text: string) => string;
	files?: Record<string, string>;
}

/** Two hosts, docker1 of priority 100 and docker2 of priority 75, with these lines more; three tasks through the mesh. */
export function two({ both = '', a = '', b = '', above = '', cluster = (text) => text, files = {} }: TwoHosts): ClusterSpec {
	const conf = (priority: number, lines: string) =>
		`${above}\n${edit(edit(GOOD_CONF, 'priority 75', `priority ${priority}`), 'advert_int 1', `advert_int 1\n\t${both}\n\t${lines}`)}`;
	const yaml = edit(
		GOOD_CLUSTER,
		'targetPort: 8080',
		'targetPort: 8080\n  replicas: 3\nswarm:\n  defaultAddressPool: 10.99.0.0/16\n',
	);
	return build(cluster(yaml), { 'a.conf': conf(100, a), 'b.conf': conf(75, b), ...files });
}

/** A script that asks for dockerd each 2 s and is believed after 3 results; `weight` 0 for a FAULT. */
export const dockerCheck = (weight: number) => ({
	above: `vrrp_script chk {\n script "/usr/bin/pidof dockerd"\n interval 2\n fall 3\n weight ${weight}\n}`,
	both: 'track_script {\n\t\tchk\n\t}',
});

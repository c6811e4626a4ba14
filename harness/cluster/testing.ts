import { InputError } from '../base/errors.ts';
import { buildClusterSpec } from './cluster-spec.ts';
import type { ClusterSpec } from './spec.ts';

/** A small valid keepalived.conf; its lines are what the tests' expected line numbers count. */
export const GOOD_CONF = `vrrp_instance VI_1 {
	state BACKUP
	interface ens18
	virtual_router_id 69
	priority 75
	advert_int 1
	virtual_ipaddress {
		10.0.0.200/24 dev ens18
	}
}
`;

/** A small valid cluster.yaml with the inline service. */
export const GOOD_CLUSTER = `name: two
network:
  subnet: 10.0.0.0/24
  interface: ens18
  client: 10.0.0.250
vip: 10.0.0.200
hosts:
  - name: docker1
    address: 10.0.0.11
    keepalived: a.conf
  - name: docker2
    address: 10.0.0.12
    keepalived: b.conf
service:
  name: web
  image: vipdrill/web
  publishedPort: 80
  targetPort: 8080
`;

/** A small valid stack file. */
export const GOOD_STACK = `services:
  web:
    image: vipdrill/web
    ports:
      - "80:8080"
  db:
    image: postgres
`;

/** GOOD_CLUSTER with its service taken from stack.yml. */
export const STACK_CLUSTER = GOOD_CLUSTER.replace(/service:[\s\S]*/, 'service:\n  stack: stack.yml\n  name: web\n');

/** Replaces one text by another; fails loudly where there is nothing to replace. */
export function edit(text: string, from: string | RegExp, to: string): string {
	const found = typeof from === 'string' ? text.includes(from) : text.search(from) >= 0;
	if (!found) throw new Error(`nothing to replace: ${from}`);
	return text.replace(from, to);
}

/** Builds the spec of a cluster made of strings; every file has a good default, and `undefined` takes one away. */
export function build(clusterYaml: string, files: Record<string, string | undefined> = {}): ClusterSpec {
	const all = { 'a.conf': GOOD_CONF, 'b.conf': GOOD_CONF, 'stack.yml': GOOD_STACK, ...files };
	const present = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
	return buildClusterSpec({ dir: '/c', clusterYaml: { path: 'c/cluster.yaml', text: clusterYaml }, files: new Map(present) });
}

/** The problems that an action is refused with, one line each; empty where it is not refused. */
export function problemsOf(action: () => unknown): string[] {
	try {
		action();
		return [];
	} catch (error) {
		if (error instanceof InputError) return error.message.split('\n');
		throw error;
	}
}

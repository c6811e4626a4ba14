import { type ReadInstance, readInstances } from '../keepalived/instances.ts';
import { type Block, merged } from '../keepalived/model.ts';
import type { KeepalivedConf } from '../keepalived/read.ts';
import type { LintHost, LintInput } from './input.ts';
import { type Router, routersOf } from './routers.ts';

/** A host with a configuration that is read, and what all rules ask of it. */
export interface HostView {
	host: LintHost;
	name: string;
	conf: KeepalivedConf;
	globals: Block;
	instances: readonly ReadInstance[];
	incomplete: readonly { block: Block; lacks: ('virtual_router_id' | 'interface')[] }[];
}

/** What a rule looks at. */
export interface Context {
	input: LintInput;
	/** Hosts that have keepalived. */
	hosts: readonly HostView[];
	/** Instances of several hosts that are meant to be one virtual router. */
	routers: readonly Router<HostView>[];
}

export function contextOf(input: LintInput): Context {
	const hosts = input.hosts.flatMap((host): HostView[] => {
		const { conf, name } = host;
		if (!conf) return [];
		return [{ host, name, conf, globals: merged(conf.model, 'global_defs'), ...readInstances(conf.model) }];
	});
	return { input, hosts, routers: routersOf(hosts) };
}

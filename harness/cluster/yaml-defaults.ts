import type { ClusterYaml } from './cluster-schema.ts';

type YamlHost = ClusterYaml['hosts'][number];

/** A host's role; without one, that of a node that may lead the swarm, where there is a swarm. */
export const roleOf = ({ swarm }: Pick<ClusterYaml, 'swarm'>, { role }: YamlHost) =>
	role ?? (swarm === 'none' ? 'none' : 'manager');

/** The name of a host's NIC on the customers' segment. */
export const nicOf = ({ network }: Pick<ClusterYaml, 'network'>, host: YamlHost): string => host.interface ?? network.interface;

/** The name of one of a host's further NICs; undefined where it has none of its own and its segment is not there. */
export const furtherNicOf = ({ networks }: Pick<ClusterYaml, 'networks'>, nic: YamlHost['nics'][number]): string | undefined =>
	nic.interface ?? networks.find(({ name }) => name === nic.network)?.interface;

import { hasSwarm } from '../../../cluster/nodes.ts';
import type { ClusterSpec, HostFileSpec, HostSpec } from '../../../cluster/spec.ts';
import { type HaproxyConf, type HaproxyServer, readHaproxy } from './haproxy-conf.ts';

/** The systemd service of HAProxy. */
export const HAPROXY_UNIT = 'haproxy.service';
/** Where Debian's HAProxy looks for its configuration. */
export const HAPROXY_CFG = '/etc/haproxy/haproxy.cfg';

/** A server of a proxy's that is a host of the cluster. */
export interface ProxiedServer extends HaproxyServer {
	/** The host's number. */
	host: number;
}

/** A host's HAProxy before the hosts that serve. */
export interface ProxyModel extends Omit<HaproxyConf, 'servers'> {
	servers: ProxiedServer[];
}

/** A host's haproxy.cfg, where it starts HAProxy. */
export const haproxyFile = ({ units, files }: Pick<HostSpec, 'units' | 'files'>): HostFileSpec | undefined =>
	units.includes(HAPROXY_UNIT) ? files.find(({ target }) => target === HAPROXY_CFG) : undefined;

/** The page that a host's HAProxy answers itself, whatever its servers do; null without one. */
export const monitorUri = (host: Pick<HostSpec, 'units' | 'files'>): string | null =>
	/^[ \t]*monitor-uri[ \t]+(\/\S+)/m.exec(haproxyFile(host)?.text ?? '')?.[1] ?? null;

/**
 * A host's HAProxy that hands what comes to the port that customers ask to hosts of the cluster. Null where it has none, where its haproxy.cfg is not among its
 * files or cannot be read, or where one of its servers is no host of the cluster, or another port than the published one.
 */
export function proxyModel(host: HostSpec, spec: ClusterSpec): ProxyModel | null {
	const { port, publishedPort } = spec.service;
	const conf = readHaproxy(haproxyFile(host)?.text ?? '', port);
	if (!conf) return null;
	const isService = (server: HaproxyServer) => !hasSwarm(spec) || server.port === publishedPort;
	const servers = conf.servers.filter(isService).map((server) => ({
		...server,
		host: spec.hosts.findIndex(({ address }) => address === server.address),
	}));
	const isWhole = servers.length === conf.servers.length && servers.every((server) => server.host >= 0);
	return isWhole ? { ...conf, servers } : null;
}

import { formatIpv4, inSubnet, parseIpv4, parseSubnet } from '../base/ipv4.ts';
import { isRecord } from '../base/yaml-source.ts';

/**
 * Whether a cluster.yaml surely has no mistake that its schema finds. It says no where it is not sure, and the schema decides: its library takes
 * longer to load than all of lint, and most files are sound. Tests hold it against the schema.
 */
export function isSurelySound(value: unknown): boolean {
	if (
		!isRecord(value) ||
		!hasOnly(value, ['name', 'network', 'vip', 'hosts', 'files', 'swarm', 'service', 'versions', 'deviations'])
	)
		return false;
	const { name, network, vip, hosts, files, swarm, service, versions, deviations } = value;
	if (!isHostName(name) || !isRecord(network) || !hasOnly(network, ['subnet', 'interface', 'client'])) return false;
	const subnet = typeof network.subnet === 'string' ? parseSubnet(network.subnet) : null;
	if (
		!subnet ||
		subnet.prefix > 28 ||
		`${formatIpv4(subnet.network)}/${subnet.prefix}` !== network.subnet ||
		!isNic(network.interface)
	)
		return false;
	if (!Array.isArray(hosts) || hosts.length < 2 || hosts.length > 9 || !hosts.every(isHost)) return false;
	const addresses: unknown[] = [
		vip,
		...hosts.map(({ address }) => address),
		...(network.client === undefined ? [] : [network.client]),
	];
	const isOurs = (address: unknown) => {
		const number = typeof address === 'string' ? parseIpv4(address) : null;
		return number !== null && inSubnet(subnet, number) && number !== subnet.network && number !== subnet.broadcast;
	};
	return (
		addresses.every(isOurs) &&
		isUnique(addresses) &&
		isUnique(hosts.map((host) => host.name)) &&
		(hosts[0]?.role ?? 'manager') === 'manager' &&
		hosts.some(({ availability }) => availability !== 'drain') &&
		hosts.some(({ keepalived }) => keepalived !== undefined) &&
		(files === undefined || areFiles(files)) &&
		(swarm === undefined || isSwarm(swarm)) &&
		isService(service) &&
		(versions === undefined ||
			(isRecord(versions) && hasOnly(versions, ['docker', 'keepalived']) && Object.values(versions).every(isText))) &&
		(deviations === undefined || (Array.isArray(deviations) && deviations.every(isText)))
	);
}

const hasOnly = (value: Record<string, unknown>, known: readonly string[]) =>
	Object.keys(value).every((key) => known.includes(key));
const isText = (value: unknown): value is string => typeof value === 'string' && value.length > 0;
const isHostName = (value: unknown) => typeof value === 'string' && /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(value);
const isNic = (value: unknown) => typeof value === 'string' && /^[\w.-]{1,15}$/.test(value);
const isUnique = (values: readonly unknown[]) => new Set(values).size === values.length;
const isPort = (value: unknown) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 65_535;
const isOneOf = (value: unknown, of: readonly unknown[]) => value === undefined || of.includes(value);

function isHost(host: unknown): host is Record<string, unknown> {
	return (
		isRecord(host) &&
		hasOnly(host, ['name', 'address', 'role', 'availability', 'keepalived', 'interface', 'files']) &&
		isHostName(host.name) &&
		isOneOf(host.role, ['manager', 'worker']) &&
		isOneOf(host.availability, ['active', 'drain']) &&
		(host.keepalived === undefined || isText(host.keepalived)) &&
		(host.interface === undefined || isNic(host.interface)) &&
		(host.files === undefined || areFiles(host.files))
	);
}

/** Only targets below /etc: which other folders are allowed, the schema knows. */
function areFiles(files: unknown): boolean {
	if (!Array.isArray(files)) return false;
	const isFile = (file: unknown) =>
		isRecord(file) &&
		hasOnly(file, ['from', 'to', 'mode']) &&
		isText(file.from) &&
		typeof file.to === 'string' &&
		/^\/etc(\/[\w-][\w.-]*)+$/.test(file.to) &&
		file.to !== '/etc/keepalived/keepalived.conf' &&
		(file.mode === undefined || (typeof file.mode === 'string' && /^0?[0-7]{3}$/.test(file.mode)));
	return files.every(isFile) && isUnique(files.map((file: { to: string }) => file.to));
}

function isSwarm(swarm: unknown): boolean {
	if (!isRecord(swarm) || !hasOnly(swarm, ['defaultAddressPool', 'advertise'])) return false;
	const { defaultAddressPool: pool, advertise } = swarm;
	return (
		isOneOf(advertise, ['address', 'interface']) &&
		(pool === undefined || pool === 'default' || (typeof pool === 'string' && parseSubnet(pool) !== null))
	);
}

function isService(service: unknown): boolean {
	if (!isRecord(service) || typeof service.name !== 'string' || !/^[a-zA-Z0-9][\w.-]*$/.test(service.name)) return false;
	if (service.path !== undefined && !(typeof service.path === 'string' && /^\/\S*$/.test(service.path))) return false;
	if ('stack' in service) return hasOnly(service, ['stack', 'name', 'path']) && isText(service.stack);
	const { image, replicas, publishedPort, targetPort, publishMode } = service;
	return (
		hasOnly(service, ['name', 'image', 'replicas', 'publishedPort', 'targetPort', 'publishMode', 'path']) &&
		isText(image) &&
		(isOneOf(replicas, ['global']) || (Number.isInteger(replicas) && Number(replicas) >= 0)) &&
		isPort(publishedPort) &&
		isPort(targetPort) &&
		isOneOf(publishMode, ['ingress', 'host'])
	);
}

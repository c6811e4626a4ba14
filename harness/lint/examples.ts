/** A conf with one instance, for examples: further lines begin at line 5; VRID 7, eth0, 10.0.0.9/24. */
export const instance = (lines = '', before = ''): string =>
	`${before}vrrp_instance VI_1 {\n  interface eth0\n  virtual_router_id 7\n  priority 100\n${lines}  virtual_ipaddress {\n    10.0.0.9/24\n  }\n}\n`;

/** Two hosts' files that differ in a word. */
export const pair = (of: (host: 'a' | 'b') => string): Record<string, string> => ({ 'a.conf': of('a'), 'b.conf': of('b') });

/** A virtual server with some lines, the first of them at line 2, and one checked real server. */
export const virtualServer = (
	lines = '  lb_algo rr\n  lb_kind DR\n  protocol TCP\n',
	real = '    TCP_CHECK {\n    }\n',
): string =>
	`virtual_server 10.0.0.9 80 {\n${lines}  real_server 10.0.0.21 80 {\n${real}  }\n  real_server 10.0.0.22 80 {\n    TCP_CHECK {\n    }\n  }\n}\n`;

/** A cluster folder of two or more managers: cluster.yaml with the service inline, and each host's file. */
export function cluster(
	confs: Readonly<Record<string, string>>,
	{ hosts = '', yaml = '', more = {} }: { hosts?: string; yaml?: string; more?: Record<string, string> } = {},
): Record<string, string> {
	const listed = Object.keys(confs).map(
		(file, index) => `  - { name: ${file.replace('.conf', '')}, address: 10.0.0.${index + 1}, keepalived: ${file} }\n`,
	);
	const text = `name: c\nnetwork: { subnet: 10.0.0.0/24, interface: eth0 }\nvip: 10.0.0.9\nhosts:\n${listed.join('')}${hosts}${yaml || 'service: { name: web, image: web, publishedPort: 80, targetPort: 80 }\n'}`;
	return { 'cluster.yaml': text, ...confs, ...more };
}

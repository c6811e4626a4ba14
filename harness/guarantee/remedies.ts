import type { Elector, Facts } from './facts.ts';
import type { Watch } from './inputs.ts';
import type { Remedy } from './shape.ts';

type Part = Remedy['parts'][number];

/** A name that no script of the cluster has. */
function freeName({ electors }: Facts, wanted: string): string {
	const taken = new Set(electors.flatMap(({ watches }) => watches.map(({ name }) => name)));
	let name = wanted;
	for (let i = 2; taken.has(name); i += 1) name = `${wanted}_${i}`;
	return name;
}

const script = (name: string, command: string): string[] => [
	`vrrp_script ${name} {`,
	`    script "${command}"`,
	'    interval 1',
	'    timeout 2',
	'    fall 2',
	'    rise 2',
	'}',
];

const SECURITY: Part = {
	where: 'keepalived.conf, above the first vrrp_script',
	lines: ['global_defs {', '    enable_script_security', '    script_user nobody nogroup', '}'],
};

const DOCKER_CHECK: Part = {
	where: '/etc/keepalived/check-docker, mode 0755, of root',
	lines: ['#!/bin/sh', 'read -r pid </run/docker.pid', 'read -r name <"/proc/$pid/comm" && [ "$name" = dockerd ]'],
};

const PORT_CHECK: Part = {
	where: '/etc/keepalived/check-web, mode 0755, of root',
	lines: [
		'#!/bin/bash',
		'for _ in 1 2 3; do',
		"    timeout 0.3 bash -c '",
		'        exec 3<>"/dev/tcp/$0/$1" && printf "GET / HTTP/1.0\\r\\n\\r\\n" >&3 && read -r answer <&3 && [[ $answer == HTTP/* ]]',
		'    \' "$1" "$2" 2>/dev/null && exit 0',
		'done',
		'exit 1',
	],
};

const tracking = (owner: Elector, names: readonly string[]): Part => ({
	where: `keepalived.conf, in vrrp_instance ${owner.instanceName}`,
	lines: ['track_script {', ...names.map((name) => `    ${name}`), '}'],
});

const EVERY_HOST =
	'The same on every host; the check of the port asks each host’s own address. In the cluster folder, the scripts belong among files: of cluster.yaml.';

/** keepalived learns that dockerd, or the published port, is gone. */
export function watchDockerAndPort(facts: Facts, owner: Elector): Remedy {
	const [docker, web] = [freeName(facts, 'check_docker'), freeName(facts, 'check_web')];
	const port = facts.inputs.publishedPort;
	return {
		why: 'Nothing tells keepalived that its host can no longer serve.',
		parts: [
			SECURITY,
			{
				where: 'keepalived.conf, above vrrp_instance',
				lines: [
					...script(docker, '/etc/keepalived/check-docker'),
					...script(web, `/etc/keepalived/check-web ${owner.address} ${port}`),
				],
			},
			tracking(owner, [docker, web]),
			DOCKER_CHECK,
			PORT_CHECK,
		],
		note: EVERY_HOST,
	};
}

/** keepalived learns that nothing answers on the published port. */
export function watchPort(facts: Facts, owner: Elector): Remedy {
	const web = freeName(facts, 'check_web');
	const command = `/etc/keepalived/check-web ${owner.address} ${facts.inputs.publishedPort}`;
	return {
		why: 'Nothing tells keepalived that its host does not serve.',
		parts: [
			SECURITY,
			{ where: 'keepalived.conf, above vrrp_instance', lines: script(web, command) },
			tracking(owner, [web]),
			PORT_CHECK,
		],
		note: EVERY_HOST,
	};
}

/** What is seen must weigh more. */
export function heavier(
	facts: Facts,
	owner: Elector,
	{ tooWeak, priority }: { tooWeak: readonly Watch[]; priority: number },
): Remedy {
	const next = Math.max(...facts.electors.filter(({ name }) => name !== owner.name).map((one) => one.priority));
	const names = tooWeak.map(({ name }) => name).join(' and ');
	const isHeldBack = next > priority;
	return {
		why: isHeldBack
			? `With ${names} failing, ${owner.name} has priority ${priority}, which is low enough, but nopreempt keeps the others from acting on it.`
			: `With ${names} failing, ${owner.name} still has priority ${priority}, and the next host has ${next}.`,
		parts: tooWeak.map(({ kind, name }) => ({
			where: `keepalived.conf, ${kind === 'process' ? 'vrrp_track_process' : 'vrrp_script'} ${name}, and wherever it is tracked with a weight`,
			lines: ['weight 0'],
		})),
		note: 'Weight 0, the default, is a FAULT: keepalived says goodbye, and the next host follows after its Skew_Time.',
	};
}

/** systemd starts keepalived again, and takes away the address that it has left. */
export const restartKeepalived = (owner: Elector): Remedy => ({
	why: 'Debian’s keepalived.service has no Restart=, so a crashed keepalived leaves its address behind for good.',
	parts: [
		{
			where: '/etc/systemd/system/keepalived.service.d/10-restart.conf',
			lines: [
				'[Unit]',
				'StartLimitIntervalSec=0',
				'[Service]',
				'Restart=always',
				'RestartSec=100ms',
				`ExecStopPost=-/bin/sh -c '/sbin/ip address delete ${owner.vipWritten} dev ${owner.interface} 2>/dev/null'`,
			],
		},
	],
	note: 'No line of keepalived.conf does it: keepalived is dead. The same on every host.',
});

/** A host that returns waits until it serves. */
export function returnCarefully(facts: Facts, owner: Elector): Remedy {
	const remedy = watchPort(facts, owner);
	return {
		why: 'A host that returns takes the floating IP as soon as its keepalived runs, whether or not it serves yet.',
		parts: [
			...remedy.parts,
			{ where: `keepalived.conf, in vrrp_instance ${owner.instanceName}`, lines: ['state BACKUP', 'preempt_delay 15'] },
		],
		note: `${EVERY_HOST} \`state MASTER\` would clear preempt_delay.`,
	};
}

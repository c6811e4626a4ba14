import { knownSecrets, wordsOfSchemas } from '../base/known-secrets.ts';
import { withoutSecrets } from '../base/without-secrets.ts';
import { firstBytes, passwordsIn } from '../cluster/passwords.ts';
import { composeSecrets } from '../cluster/secrets.ts';
import type { ClusterSpec } from '../cluster/spec.ts';
import type { DrillSpec } from '../scenario/spec.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import { baselineJsonSchema } from './baseline-schema.ts';
import { comparisonJsonSchema } from './comparison-schema.ts';
import { planJsonSchema } from './plan-schema.ts';
import { runJsonSchema } from './run-schema.ts';

let vocabulary: ReadonlySet<string> | null = null;

knownSecrets.spare(() => {
	vocabulary ??= wordsOfSchemas([runJsonSchema(), planJsonSchema(), baselineJsonSchema(), comparisonJsonSchema()]);
	return vocabulary;
});

export { withoutSecrets };

/** Notes what of a cluster is secret, and what of it anybody may know. */
export function noteCluster({ name, vips, hosts, service, network, networks, probes }: ClusterSpec): void {
	knownSecrets.addPublic(name, ...vips, service.serviceName, service.stackName, service.path, ...service.images);
	knownSecrets.addPublic(network.subnet, ...(network.subnet6 === null ? [] : [network.subnet6]));
	knownSecrets.addPublic(...networks.flatMap((segment) => [segment.name, segment.subnet]), ...probes.map((probe) => probe.name));
	for (const host of hosts) {
		knownSecrets.addPublic(host.name, host.address, host.interface, ...host.units);
		knownSecrets.addPublic(...(host.address6 === null ? [] : [host.address6]));
		knownSecrets.addPublic(...host.nics.flatMap((nic) => [nic.address, nic.interface]));
		knownSecrets.add(...passwordsIn(host.keepalived?.text ?? ''), ...host.files.flatMap(({ text }) => passwordsIn(text)));
	}
	knownSecrets.add(...composeSecrets(service.compose));
}

/** Notes the passwords that a drill sets. */
export function noteDrill({ faults }: DrillSpec): void {
	for (const { inject } of faults) {
		const password = inject.kind === 'keepalived-reload' ? inject.set.auth_pass : undefined;
		if (password !== undefined) knownSecrets.add(String(password), firstBytes(String(password)));
	}
}

/** The same event without secrets. Only faults carry words of a drill's author, the observer's health words of errors, and daemons say what they like; the rest is too much to look through. */
export function eventWithoutSecrets(event: TimelineEvent): TimelineEvent {
	const hasWords = event.type.startsWith('fault.') || event.type === 'observer.health' || event.type === 'host.log';
	return hasWords ? withoutSecrets(event) : event;
}

/** The same timelines without secrets. */
export function withoutSecretsIn(timelines: ReadonlyMap<string, readonly TimelineEvent[]>): Map<string, TimelineEvent[]> {
	return new Map([...timelines].map(([path, events]) => [path, events.map(eventWithoutSecrets)]));
}

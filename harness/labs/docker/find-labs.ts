import type Docker from 'dockerode';
import { InputError } from '../../base/errors.ts';
import { CLUSTER_LABEL, HOST_LABEL, LAB_LABEL, ROLE_LABEL } from './labels.ts';
import { type Owner, ownerOf } from './owner.ts';

/** A lab that exists on an engine, whole or in parts. */
export interface FoundLab {
	id: string;
	/** The cluster folder it was built from; null where its segment is gone. */
	cluster: string | null;
	/** Whose it is; null where its labels do not say. */
	owner: Owner | null;
	/** When its oldest part was made, milliseconds since the Unix epoch; null where no part says. */
	createdMs: number | null;
	machines: { name: string; role: string; container: string; state: string }[];
}

/** Every lab on an engine, by its labels. */
export async function findLabs(docker: Docker): Promise<FoundLab[]> {
	const filters = { label: [LAB_LABEL] };
	const [containers, networks, { Volumes: volumes }] = await Promise.all([
		docker.listContainers({ all: true, filters }),
		docker.listNetworks({ filters }),
		docker.listVolumes({ filters }),
	]);
	const labs = new Map<string, FoundLab>();
	const lab = (labels: Record<string, string> | undefined, createdMs: number) => {
		const id = labels?.[LAB_LABEL] ?? '?';
		const known = labs.get(id) ?? { id, cluster: null, owner: null, createdMs: null, machines: [] };
		known.owner ??= ownerOf(labels);
		if (Number.isFinite(createdMs)) known.createdMs = Math.min(createdMs, known.createdMs ?? createdMs);
		labs.set(id, known);
		return known;
	};
	for (const { Labels: labels, Created: created } of networks)
		lab(labels, Date.parse(created)).cluster = labels?.[CLUSTER_LABEL] ?? null;
	// dockerode's types lack the date that the API gives.
	for (const volume of (volumes ?? []) as (Docker.VolumeInspectInfo & { CreatedAt?: string })[])
		lab(volume.Labels, Date.parse(volume.CreatedAt ?? ''));
	for (const { Labels: labels, Id: container, State: state, Created: created } of containers) {
		lab(labels, created * 1000).machines.push({
			name: labels[HOST_LABEL] ?? '?',
			role: labels[ROLE_LABEL] ?? '?',
			container,
			state,
		});
	}
	for (const { machines } of labs.values()) machines.sort((a, b) => a.name.localeCompare(b.name));
	return [...labs.values()];
}

/** The container of a running machine, named alone or with its lab: `docker1`, `1a2b3c/docker1`. Throws InputError where there is none, or more than one. */
export async function findMachine(docker: Docker, name: string): Promise<string> {
	return pickMachine(await findLabs(docker), name);
}

/** As `findMachine`, among these labs. */
export function pickMachine(labs: readonly FoundLab[], name: string): string {
	const machines = labs.flatMap(({ id, machines }) => machines.map((machine) => ({ ...machine, full: `${id}/${machine.name}` })));
	const found = machines.filter((machine) => [machine.name, machine.full].includes(name) && machine.state === 'running');
	const [only, another] = found;
	if (only && !another) return only.container;
	const refuse = (problem: string, fix: string) =>
		new InputError([{ file: 'command line', field: 'machine', value: name, problem, fix }]);
	if (another) throw refuse('several labs have one', `use one of ${found.map(({ full }) => full).join(', ')}`);
	const names = machines.map((machine) => machine.name).join(', ');
	throw refuse('no such machine is running', names ? `use one of ${names}` : 'start a lab with `vipdrill up`');
}

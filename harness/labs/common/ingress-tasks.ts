/** What is read of a task (Docker API, GET /tasks; dockerode has no types for it). */
export interface Task {
	ID: string;
	ServiceID: string;
	NodeID?: string;
	Status: { State: string; Err?: string; ContainerStatus?: { ContainerID?: string } };
	DesiredState: string;
	NetworksAttachments?: { Network: { Spec: { Ingress?: boolean } }; Addresses?: string[] }[];
}

/** Whose address in the ingress network it is. */
export interface AddressOwner {
	task: string;
	node: string | null;
}

/** A task's IPv4 address in the ingress network, by which IPVS tables list it; null where it has none (yet). */
export function ingressAddress(task: Task): string | null {
	const ingress = task.NetworksAttachments?.find(({ Network }) => Network.Spec.Ingress);
	return ingress?.Addresses?.[0]?.split('/')[0] ?? null;
}

/** Whose every ingress address is. `names`: nodes' names by id. Of two tasks that had an address one after the other, the one that is to run counts. */
export function addressOwners(tasks: readonly Task[], names: ReadonlyMap<string, string>): Map<string, AddressOwner> {
	const finished = tasks.filter((task) => task.DesiredState !== 'running');
	const wanted = tasks.filter((task) => task.DesiredState === 'running');
	return new Map(
		[...finished, ...wanted].flatMap((task) => {
			const address = ingressAddress(task);
			return address ? [[address, { task: task.ID, node: names.get(task.NodeID ?? '') ?? null }] as const] : [];
		}),
	);
}

import type { InstanceModel } from './vrrp/model.ts';

/** An instance as far as it can be elected: on this host, with this effective priority. */
export interface Standing {
	host: number;
	model: InstanceModel;
	fit: boolean;
	priority: number;
}

/**
 * Who is MASTER after a long time in which nothing changed, by virtual router (`WireForm.router`): the greatest effective priority among those that nothing keeps in FAULT, on a
 * tie the higher address. A sync group is as good as the least of its members, for it waits until all want to be MASTER, and an instance whose group
 * has one in FAULT is in FAULT too.
 */
export function electedMasters(standings: readonly Standing[]): Map<string, number> {
	const best = new Map<string, Standing>();
	for (const one of standings) {
		if (!isFit(one, standings)) continue;
		const other = best.get(one.model.form.router);
		const ahead =
			rankOf(one, standings) - (other ? rankOf(other, standings) : 0) || one.model.address - (other?.model.address ?? 0);
		if (!other || ahead > 0) best.set(one.model.form.router, one);
	}
	return new Map([...best].map(([router, { host }]) => [router, host]));
}

const rankOf = ({ host, model, priority }: Standing, standings: readonly Standing[]): number => {
	if (model.group === null) return priority;
	const members = standings.filter((other) => other.host === host && other.model.group === model.group);
	return Math.min(priority, ...members.map((member) => member.priority));
};

/** Whether neither its own tracked things nor those of its group keep it in FAULT. */
export function isFit({ host, model, fit }: Standing, standings: readonly Standing[]): boolean {
	if (model.group === null) return fit;
	return standings.every((other) => other.host !== host || other.model.group !== model.group || other.fit);
}

import { until } from '../../base/until.ts';
import type { Machines } from './machines.ts';

const BOOT_WITHIN_MS = 90_000;

/** Waits until the host's engine answers. systemd holds its socket from early on, so a question that waits there costs a booting machine nothing; one to a dockerd that was killed meanwhile is never answered. */
export async function waitForDockerd(lab: Machines, host: string, signal?: AbortSignal): Promise<void> {
	let pending = false;
	const ping = async () => {
		// A connection that is never answered may hold up those after it: begin with a new one.
		if (pending) lab.forget(host);
		pending = true;
		await lab
			.inner(host)
			.ping()
			.finally(() => {
				pending = false;
			});
		return true;
	};
	await until(`dockerd of ${host} answers`, ping, { timeoutMs: BOOT_WITHIN_MS, intervalMs: 200, lookWithinMs: 5000, signal });
}

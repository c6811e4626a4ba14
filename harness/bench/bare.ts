import type { Actor, Kernel, Timer } from '../labs/sim/kernel.ts';

const SECOND_US = 1_000_000;

/** Three routers as bare as can be: a master's timer, two packets a beat, two timers that they set anew; then the master is gone. */
export function bareTrial(kernel: Kernel): Kernel {
	let isDead = false;
	const downs: Timer[] = [];
	const packets: Timer[] = [];
	const backup: Actor = { fire: (code) => kernel.set(downs[code] as Timer, kernel.nowUs + 3_700_000 + code) };
	const taken: Actor = { fire: () => {} };
	const master: Actor = {
		fire() {
			if (isDead) return;
			for (const packet of packets) kernel.set(packet, kernel.nowUs + 100);
			kernel.set(advert, kernel.nowUs + SECOND_US);
		},
	};
	const advert = kernel.timer(master, 0);
	for (const code of [0, 1]) {
		packets.push(kernel.timer(backup, code));
		downs.push(kernel.timer(taken, code));
	}
	kernel.set(advert, 0);
	kernel.run(1_500_000);
	isDead = true;
	kernel.run(6 * SECOND_US);
	return kernel;
}

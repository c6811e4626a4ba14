import { cablePrefix, MACHINE_MARK } from '../lab-marks.ts';
import { isBelow, read } from './machine-files.ts';

/**
 * Tells what belongs to a lab, on the engine's side. A process's number may belong to another one by the time it is used, and a process
 * without a network namespace of its own has the engine's own links: whoever acts there asks here first.
 */
export class LabGuard {
	/** `proc` is where the process file system is mounted. Throws where the lab has no id. */
	constructor(
		private readonly labId: string,
		private readonly proc = '/proc',
	) {
		if (labId === '') throw new Error('the lab has no id, so nothing can belong to it');
	}

	/** Throws unless this is the init of one of the lab's machines, as the engine counts processes. */
	checkMachine(pid: number): void {
		if (this.#markOf(pid) !== this.labId)
			throw new Error(`process ${pid} is not a machine of lab ${this.labId}; nothing was done to it`);
		const numbers = /^NSpid:\s*(.*)$/m.exec(read(`${this.proc}/${pid}/status`))?.[1]?.split(/\s+/) ?? [];
		if (numbers.at(-1) !== '1') throw new Error(`process ${pid} is not the init of a machine; nothing was done to it`);
	}

	/** Throws unless the process is this machine's, its init or one that descends from it. */
	checkProcess(init: number, pid: number): void {
		if (!isBelow(pid, init, this.proc))
			throw new Error(`process ${pid} is not one of the machine's whose init is ${init}; nothing was done to it`);
	}

	/** Throws unless this link is the engine's end of one of the lab's cables. */
	checkCable(link: string): void {
		if (!link.startsWith(cablePrefix(this.labId)))
			throw new Error(`${link} is not a cable of lab ${this.labId}; nothing was done to it`);
	}

	#markOf(pid: number): string | null {
		try {
			return read(`${this.proc}/${pid}/root${MACHINE_MARK}`);
		} catch {
			return null;
		}
	}
}

import { isLab } from './plan.ts';
import type { Subject } from './subjects.ts';

/** Where a command is, by what it has printed until then, and where it says nothing of it by the share of its time that is over. */
export function phaseOf(subject: Subject, said: string, at: number): string {
	if (isLab(subject) && ['run', 'up'].includes(subject.args[0] ?? '')) {
		if (/removing the lab|^verdict/m.test(said)) return 'end';
		if (/^\s+(steady|observe|heal|settled)\b/m.test(said)) return 'trial';
		return /segment and engine side/.test(said) ? 'bring-up' : 'engine';
	}
	return at < 1 / 3 ? 'first third' : at < 2 / 3 ? 'second third' : 'last third';
}

import Mocha, { type Suite } from 'mocha';
import { InputError } from './base/errors.ts';
import { checkedDrills } from './load/find-drill.ts';
import { registerSuite } from './run/mocha-suite.ts';
import { drillsIn } from './scenario/drill.ts';

/**
 * Makes mocha run scenario files: `require` this in `.mocharc.json`. A file is read as by the command line, by its exports, and each of its drills
 * becomes a suite. Test files that are no scenarios are left alone.
 */
const { bdd } = Mocha.interfaces as Record<'bdd', (suite: Suite) => void>;
Mocha.interfaces.bdd = (suite: Suite) => {
	bdd(suite);
	suite.on('require', (exports: unknown, file: string) => {
		if (/\.scenario\.[cm]?[jt]s$/.test(file)) registerAll(file, exports);
	});
};

/** Throws InputError with all that is wrong in a scenario file. */
function registerAll(file: string, exports: unknown): void {
	const { drills, problems } = checkedDrills(file, drillsIn(exports));
	const [first, ...others] = problems;
	if (first) throw new InputError([first, ...others]);
	for (const drill of drills) registerSuite(drill);
}

// Mutation tests: Stryker breaks the code on purpose, one place at a time, and looks whether a quick test notices.
// MUTATE names the area, as in `MUTATE=gate npm run mutate`; without it, the few files that keep people's machines and verdicts safe.
import { readdirSync } from 'node:fs';

/** Of each area: what is broken, and the folders and files whose tests must notice. */
const areas = {
	gate: { mutate: ['harness/gate/*.ts'], tests: ['harness/gate'] },
	baseline: { mutate: ['harness/gate/baseline/*.ts'], tests: ['harness/gate/baseline'] },
	measure: { mutate: ['harness/measure/**/*.ts'], tests: ['harness/measure'] },
	faults: {
		mutate: [
			'harness/labs/real/faults/active-faults.ts',
			'harness/labs/real/agents/lab-machine.ts',
			'harness/labs/docker/clean.ts',
			'harness/labs/docker/owner.ts',
		],
		tests: [
			'harness/labs/real/faults/active-faults.test.ts',
			'harness/labs/real/agents/lab-machine.test.ts',
			'harness/labs/docker/clean.test.ts',
			'harness/labs/docker/owner.test.ts',
		],
	},
	// Each of its tests takes a whole trial, though with a bent clock.
	trial: { mutate: ['harness/labs/real/trial.ts'], tests: ['harness/labs/real/trial.test.ts'] },
	keepalived: { mutate: ['harness/keepalived/*.ts'], tests: ['harness/keepalived'] },
	vrrp: { mutate: ['harness/labs/sim/vrrp/*.ts'], tests: ['harness/labs/sim/vrrp'] },
	scenario: { mutate: ['harness/scenario/**/*.ts'], tests: ['harness/scenario', 'harness/scenario/faults'] },
	quick: {
		mutate: [
			'harness/labs/real/faults/active-faults.ts',
			'harness/labs/real/agents/lab-machine.ts',
			'harness/labs/docker/clean.ts',
			'harness/labs/docker/owner.ts',
			'harness/gate/invariants.ts',
			'harness/gate/verdict.ts',
		],
		tests: [
			'harness/labs/real/faults/active-faults.test.ts',
			'harness/labs/real/agents/lab-machine.test.ts',
			'harness/labs/docker/clean.test.ts',
			'harness/labs/docker/owner.test.ts',
			'harness/gate/invariants.test.ts',
			'harness/gate/verdict.test.ts',
		],
	},
};

/** Their hundreds of simulated comparisons take minutes where each mutant runs them. */
const slow = ['catalogue.test.ts', 'sequential.test.ts'];

const name = process.env.MUTATE ?? 'quick';
const area = areas[name];
if (!area) throw new Error(`MUTATE=${name}: there is no such area; there are ${Object.keys(areas).join(', ')}`);
const testsIn = (folder) =>
	readdirSync(folder)
		.filter((file) => file.endsWith('.test.ts') && !slow.includes(file))
		.map((file) => `${folder}/${file}`);

export default {
	mutate: [...area.mutate, '!harness/**/*.test.ts', '!harness/**/testing.ts'],
	testRunner: 'mocha-here',
	mochaHere: { testFiles: area.tests.flatMap((path) => (path.endsWith('.ts') ? [path] : testsIn(path))) },
	plugins: ['./harness/mutate/mocha-runner.ts'],
	testRunnerNodeArgs: ['--import=tsx'],
	coverageAnalysis: 'perTest',
	// A mutant that acts while a module loads costs a process of its own.
	ignoreStatic: true,
	concurrency: 1,
	timeoutMS: 3000,
	timeoutFactor: 2,
	ignorePatterns: ['.vipdrill', 'reports', 'coverage', 'dist'],
	disableTypeChecks: false,
	// The words of messages are no behaviour.
	mutator: { excludedMutations: ['StringLiteral'] },
	reporters: ['clear-text', 'json'],
	clearTextReporter: { reportTests: false, allowColor: false },
	jsonReporter: { fileName: `.stryker-tmp/${name}.json` },
	thresholds: { break: 85 },
};

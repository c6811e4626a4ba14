import { resolve } from 'node:path';
import type { InstrumenterContext, StrykerOptions } from '@stryker-mutator/api/core';
import { commonTokens, declareClassPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import {
	type CompleteDryRunResult,
	type DryRunResult,
	DryRunStatus,
	determineHitLimitReached,
	type MutantRunOptions,
	type MutantRunResult,
	type TestResult,
	type TestRunner,
	TestStatus,
	toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import fc from 'fast-check';
import Mocha from 'mocha';

/** What the instrumented code and this runner share: which mutant is on, which test runs, what was reached. */
const context: InstrumenterContext = {};
Object.assign(globalThis, { __stryker__: context });

/** What `mochaHere` in Stryker's configuration says: the test files, from the project's folder. */
interface Options extends StrykerOptions {
	mochaHere: { testFiles: readonly string[] };
}

// A counterexample is enough; nobody reads the smallest one.
fc.configureGlobal({ endOnFailure: true });

/** A test that hangs on broken code has failed, without the patience that slow machines are given. */
const TEST_WITHIN_MS = 5000;

/** Runs the test files again and again in one process. */
class MochaRunner implements TestRunner {
	static inject = tokens(commonTokens.options);
	readonly #testFiles: readonly string[];
	#mocha: Mocha | undefined;

	constructor(options: StrykerOptions) {
		this.#testFiles = (options as Options).mochaHere.testFiles;
	}

	/**
	 * ES modules stay loaded. Stryker would start a process for each mutant that acts while modules load, although the option
	 * `ignoreStatic` has it act in the tests alone; so it is told that there is no need.
	 */
	capabilities() {
		return { reloadEnvironment: true };
	}

	async dryRun(): Promise<DryRunResult> {
		const result = await run(await this.#loaded(), undefined);
		return context.mutantCoverage === undefined ? result : { ...result, mutantCoverage: context.mutantCoverage };
	}

	async mutantRun({ activeMutant, mutantActivation, testFilter, hitLimit }: MutantRunOptions): Promise<MutantRunResult> {
		if (mutantActivation === 'static') throw new Error('this runner needs the option ignoreStatic');
		delete context.activeMutant;
		const mocha = await this.#loaded();
		Object.assign(context, { activeMutant: activeMutant.id, hitCount: 0, hitLimit });
		const result = await run(mocha, testFilter);
		// No test at all would look like a mutant that survived.
		if (result.tests.length === 0) throw new Error(`no test ran for mutant ${activeMutant.id}`);
		return toMutantRunResult(determineHitLimitReached(context.hitCount, hitLimit) ?? result);
	}

	async #loaded(): Promise<Mocha> {
		if (this.#mocha !== undefined) return this.#mocha;
		const mocha = new Mocha({ reporter: Mocha.reporters.Base });
		mocha.cleanReferencesAfterRun(false);
		mocha.suite.beforeEach(function () {
			context.currentTestId = this.currentTest?.fullTitle() ?? '';
		});
		mocha.suite.afterEach(() => {
			delete context.currentTestId;
		});
		for (const file of this.#testFiles) mocha.addFile(resolve(file));
		await mocha.loadFilesAsync();
		mocha.suite.eachTest((test) => void test.timeout(TEST_WITHIN_MS));
		this.#mocha = mocha;
		return mocha;
	}
}

/** Runs the tests with these full titles, or all of them; with titles it ends at the first failure. */
function run(mocha: Mocha, titles: readonly string[] | undefined): Promise<CompleteDryRunResult> {
	const isMutantRun = context.activeMutant !== undefined;
	mocha.suite.bail(isMutantRun);
	mocha.grep(titles === undefined ? /^/ : new RegExp(`^(?:${titles.map(escaped).join('|')})$`));
	const tests: TestResult[] = [];
	return new Promise((resolve) => {
		const runner = mocha.run(() => resolve({ status: DryRunStatus.Complete, tests }));
		runner.on('pass', (test) => tests.push({ ...about(test), status: TestStatus.Success }));
		runner.on('pending', (test) => tests.push({ ...about(test), status: TestStatus.Skipped }));
		runner.on('fail', (test, error) => {
			tests.push({ ...about(test), status: TestStatus.Failed, failureMessage: String(error?.message ?? error) });
		});
	});
}

function about(test: Mocha.Runnable) {
	const title = test.fullTitle();
	return { id: title, name: title, timeSpentMs: test.duration ?? 0, ...(test.file && { fileName: test.file }) };
}

function escaped(text: string): string {
	return text.replace(/[/\-\\^$*+?.()|[\]{}]/g, '\\$&');
}

/** Tells Stryker which options this runner knows. */
export const strykerValidationSchema = {
	type: 'object',
	properties: {
		mochaHere: {
			...{ type: 'object', additionalProperties: false, required: ['testFiles'] },
			properties: { testFiles: { type: 'array', items: { type: 'string' }, minItems: 1 } },
		},
	},
};

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'mocha-here', MochaRunner)];

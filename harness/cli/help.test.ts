import { expect } from 'chai';
import type { Command } from 'commander';
import { unknownOptions } from '../ci/testing.ts';
import { analyzeCommand } from './analyze.ts';
import { compareCommand } from './compare.ts';
import { doctorCommand } from './doctor.ts';
import { explainCommand } from './explain.ts';
import { mergeCommand } from './merge.ts';
import { metricsCommand } from './metrics.ts';
import { planCommand } from './plan.ts';
import { reportCommand } from './report.ts';
import { runCommand } from './run.ts';

function helpOf(command: Command): string {
	let help = '';
	command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
	return help;
}

describe('--help', () => {
	for (const make of [
		...[runCommand, mergeCommand, compareCommand, reportCommand],
		...[metricsCommand, planCommand, doctorCommand, analyzeCommand, explainCommand],
	])
		it(`of ${make().name()} teaches by examples whose options there are`, () => {
			const [, examples = ''] = helpOf(make()).split('\nExamples:\n');
			const lines = examples.split('\n').filter((line) => line.startsWith('  vipdrill '));
			// What comes after two blanks is said of the call.
			const calls = lines.map((line) => line.trim().split(/ {2,}/)[0] ?? '');
			expect(calls).to.have.length.greaterThan(1);
			for (const call of calls) expect(unknownOptions(call), call).to.deep.equal([]);
		});
});

import { expect } from 'chai';
import type { Command } from 'commander';
import { unknownOptions } from '../ci/testing.ts';
import { analyzeCommand } from './commands/analyze.ts';
import { compareCommand } from './commands/compare.ts';
import { doctorCommand } from './commands/doctor.ts';
import { explainCommand } from './commands/explain.ts';
import { mergeCommand } from './commands/merge.ts';
import { metricsCommand } from './commands/metrics.ts';
import { planCommand } from './commands/plan.ts';
import { reportCommand } from './commands/report.ts';
import { runCommand } from './commands/run.ts';
import { schemaCommand } from './commands/schema.ts';
import { scoreCommand } from './commands/score.ts';
import { surviveCommand } from './commands/survive.ts';
import { tuneCommand } from './commands/tune.ts';

function helpOf(command: Command): string {
	let help = '';
	command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
	return help;
}

describe('--help', () => {
	for (const make of [
		...[runCommand, mergeCommand, compareCommand, reportCommand],
		...[metricsCommand, planCommand, doctorCommand, analyzeCommand, explainCommand, schemaCommand],
		...[surviveCommand, scoreCommand, tuneCommand],
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

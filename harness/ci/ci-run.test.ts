import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { packageRoot } from '../base/paths.ts';

async function count(output: string): Promise<string> {
	return (await execa(join(packageRoot, '.ci/count'), { input: output })).stdout;
}

describe('.ci/count', () => {
	it('sums the counts of every mocha run', async () => {
		const output = [
			'> mocha one',
			'  a suite',
			'    ✔ a test (21ms)',
			'',
			'  123 passing (4s)',
			'  2 pending',
			'',
			'> mocha two',
			'  7 passing (812ms)',
			'  1 pending',
			'  3 failing',
			'',
			'  1) a suite: a test',
		].join('\n');
		expect(await count(output)).to.equal('130 3 3');
	});

	it('reads through colours and carriage returns', async () => {
		const output =
			'\u001b[92m \u001b[0m\u001b[32m 5 passing\u001b[0m\u001b[90m (2m)\u001b[0m\r\n\u001b[31m  1 failing\u001b[0m\r\n\u001b[36m \u001b[0m\u001b[36m 2 pending\u001b[0m\r\n';
		expect(await count(output)).to.equal('5 1 2');
	});

	it('takes only the lines of the summary for counts', async () => {
		const output = ['    ✔ 9 passing (4s)', '    9 failing', '9 pending', '  9 pending trials were dropped'].join('\n');
		expect(await count(output)).to.equal('0 0 0');
	});

	it('counts nothing where no test ran', async () => {
		expect(await count('npm error biome found problems\n')).to.equal('0 0 0');
	});
});

import { expect } from 'chai';
import { execa } from 'execa';
import { packageRoot } from '../paths.ts';

const PROGRAM = `
import { interruptible } from './harness/cli/interrupt.ts';
const { signal, exitCode } = interruptible();
const lab = setInterval(() => {}, 1000);
signal.addEventListener('abort', () => {
	clearInterval(lab);
	console.log('cleaned up');
	process.exitCode = exitCode();
});
setTimeout(() => JSON.parse('torn'), 0);
`;

describe('an error that nobody caught', () => {
	it('is told, and the lab is removed before the end', async () => {
		const node = ['--import', 'tsx', '--input-type=module', '--eval', PROGRAM];
		const { exitCode, stdout, stderr } = await execa('node', node, { cwd: packageRoot, reject: false, timeout: 20_000 });
		expect({ exitCode, stdout }).to.deep.equal({ exitCode: 4, stdout: 'cleaned up' });
		expect(stderr).to.match(/^vipdrill: a mistake of vipdrill's own ended this: SyntaxError: .*\n\s+at JSON.parse/);
	}).timeout(30_000);
});

import { expect } from 'chai';
import type { FoundLab } from '../labs/docker/find-labs.ts';
import { complete } from './completion.ts';
import { machineNames } from './machine-names.ts';
import { program } from './program.ts';

const lab = (id: string, machines: Record<string, string>): FoundLab => ({
	...{ id, cluster: null, owner: null, createdMs: null },
	machines: Object.entries(machines).map(([name, state]) => ({ name, state, role: 'host', container: `${id}-${name}` })),
});
const one = lab('1a2b3c', { docker1: 'exited', docker2: 'running', client: 'running' });

describe('the machines that can be entered', () => {
	it('are those that run, with their lab where there are several', async () => {
		expect(await machineNames(async () => [one])).to.deep.equal(['docker2', 'client']);
		expect(await machineNames(async () => [one, lab('9f', { docker1: 'exited' })])).to.deep.equal(['docker2', 'client']);
		expect(await machineNames(async () => [one, lab('9f', { docker2: 'running' })])).to.deep.equal([
			...['1a2b3c/docker2', '1a2b3c/client', '9f/docker2'],
		]);
	});
	it('are none where no engine says so', async () => {
		expect(await machineNames(async () => Promise.reject(new Error('no engine')))).to.deep.equal([]);
		expect(await machineNames(async () => [])).to.deep.equal([]);
	});
	it('are offered to whoever types the first word of vipdrill shell, and asked for only there', async () => {
		let asked = 0;
		const offered = async (...words: string[]) => {
			const lines: string[] = [];
			const print = console.log;
			console.log = (line: string) => lines.push(line);
			try {
				await complete(words, program().commands, async () => {
					asked += 1;
					return ['docker2', 'client'];
				});
			} finally {
				console.log = print;
			}
			return lines.map((line) => line.trim());
		};
		expect(await offered('shell', '')).to.deep.equal(['docker2', 'client', ':4']);
		expect(await offered('shell', 'do')).to.deep.equal(['docker2', ':4']);
		expect(asked).to.equal(2);
		await offered('shell', 'docker2', '');
		await offered('run', '');
		expect(asked).to.equal(2);
	});
});

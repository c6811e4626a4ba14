import { expect } from 'chai';
import { InputError } from '../base/errors.ts';
import { runJsonSchema } from '../results/run-schema.ts';
import { run } from './schema.ts';

/** What the command prints. */
function printed(name?: string): string {
	const { write } = process.stdout;
	let text = '';
	process.stdout.write = (chunk: string | Uint8Array) => {
		text += String(chunk);
		return true;
	};
	try {
		run(name);
	} finally {
		process.stdout.write = write;
	}
	return text;
}

describe('vipdrill schema', () => {
	it('prints the schema of this name', () => {
		const text = printed('run');
		expect(JSON.parse(text)).to.deep.equal(JSON.parse(JSON.stringify(runJsonSchema())));
		expect(text.endsWith('}\n')).to.equal(true);
	});
	it('lists the names', () => {
		const names = printed()
			.trimEnd()
			.split('\n')
			.map((line) => line.split(' ')[0]);
		expect(names).to.include.members(['cluster', 'run', 'comparison', 'baseline', 'plan', 'metrics', 'status', 'doctor']);
		expect(names).to.have.length(18);
	});
	it('says which names there are, and which was meant', () => {
		expect(() => printed('metrisc')).to.throw(InputError, /Did you mean metrics\? Write one of cluster, run, /);
		expect(() => printed('constructor')).to.throw(InputError, /there is no such schema/);
	});
});

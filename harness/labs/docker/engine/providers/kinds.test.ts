import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { packageRoot } from '../../../../base/paths.ts';
import { PROVIDERS } from '../../../../timeline/environment.ts';
import { providers } from './all.ts';
import { BASES, GUEST, isGuest, kindOf, STARTED_HERE } from './kinds.ts';

describe('engine providers', () => {
	it('are each one object of the name that its list has', () => {
		expect(BASES).to.deep.equal(['local', 'private']);
		expect(GUEST).to.equal('uml');
		expect(PROVIDERS.filter(isGuest)).to.deep.equal(['uml']);
		expect(providers.bases.map(({ name }) => name)).to.deep.equal(['local', 'private']);
		expect(providers.guest.name).to.equal('uml');
	});
	it('have a life that vipdrill ends only where it started the engine', () => {
		expect(providers.bases.map(({ own }) => own !== null)).to.deep.equal([false, true]);
		expect(BASES.map((name) => kindOf(name).own)).to.deep.equal([false, true]);
	});
	it('can be kept running where vipdrill starts them, the private one by default', () =>
		expect(STARTED_HERE).to.deep.equal(['private', 'uml']));
	it('end, for auto, with one that can be started', () => {
		const automatic = BASES.filter((name) => kindOf(name).auto !== null);
		expect(automatic.map((name) => kindOf(name).own)).to.deep.equal([false, true]);
	});
	it('are named in no logic but their own', () => {
		const root = join(packageRoot, 'harness');
		const isLogic = (file: string) => file.endsWith('.ts') && !/(\.test|\.lab|testing[\w-]*)\.ts$/.test(file);
		// Docker's word for a cgroup namespace, and mount(8)'s for a propagation.
		const isOthersWord = /CgroupnsMode: 'private'|'--propagation', 'private'/;
		const naming = readdirSync(root, { recursive: true, encoding: 'utf8' })
			.filter((file) => isLogic(file) && !/^(lint|keepalived|lab-tests|storm)\//.test(file))
			.filter((file) => {
				const lines = readFileSync(join(root, file), 'utf8').split('\n');
				return lines.some((line) => /'(local|private|uml)'/.test(line) && !isOthersWord.test(line));
			});
		expect(naming.sort()).to.deep.equal([
			'labs/docker/engine/private.ts',
			'labs/docker/engine/providers/local.ts',
			'labs/docker/engine/providers/private.ts',
			'labs/docker/engine/providers/uml.ts',
			'timeline/environment.ts',
		]);
	});
});

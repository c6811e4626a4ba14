import { execa } from 'execa';
import { VipdrillError } from '../../../../base/errors.ts';
import { setupCommandLine } from '../../../../base/hints.ts';
import {
	canRunPrivateEngine,
	checkPrivateEngineUnused,
	dockerdPath,
	endIdlePrivateEngine,
	findPrivateEngine,
	hasPrivateEngineData,
	hasPrivateEngineVolume,
	labsInStore,
	missingTools,
	PRIVATE,
	privateDockerHost,
	removePrivateEngine,
	stopPrivateEngine,
	usePrivateEngine,
} from '../private.ts';
import type { BaseProvider } from './provider.ts';

/** What this machine has for a private engine. */
interface PrivateGround {
	isRoot(): boolean;
	dockerdPath(): Promise<string | null>;
	missingTools(): Promise<string[]>;
}

const HERE: PrivateGround = { isRoot: () => process.getuid?.() === 0, dockerdPath, missingTools };

const NO_ROOT = 'a private engine needs root; run vipdrill as root';
const NO_DOCKERD = `a private engine needs dockerd; run \`${setupCommandLine()}\`, which installs it on Debian and Ubuntu`;
const NOT_FOR_THIS_USER =
	'Docker is installed, but no engine answers to this user. Start one and let yourself use it:\n' +
	`  sudo systemctl enable --now docker\n  sudo usermod -aG docker "$USER" && newgrp docker\n  ${setupCommandLine()}\n` +
	'or run vipdrill as root, which starts an engine of its own.';

/** A dockerd of vipdrill's own (`../private.ts`). Its last user ends it. */
export function privateProvider(ground: PrivateGround = HERE): BaseProvider {
	return {
		name: 'private',
		find: findPrivateEngine,
		problems: async () => {
			if (!ground.isRoot()) return [NO_ROOT];
			if ((await ground.dockerdPath()) === null) return [NO_DOCKERD];
			const tools = await ground.missingTools();
			return tools.length > 0 ? [`a private engine needs ${tools.join(', ')}; install util-linux and iproute2`] : [];
		},
		open: usePrivateEngine,
		own: {
			canStart: canRunPrivateEngine,
			needs: `a private engine needs root and dockerd; start Docker, or run \`${setupCommandLine()}\` as root on Debian or Ubuntu`,
			packages: async () => {
				const hasDockerd = (await ground.dockerdPath()) !== null;
				// Without root no package helps a user whom an installed engine turns away.
				if (hasDockerd && !ground.isRoot()) throw new VipdrillError('SETUP_NEEDED', NOT_FOR_THIS_USER);
				// The other tools come with every Debian and Ubuntu (util-linux).
				const lacksIp = (await ground.missingTools()).includes('ip');
				return [...(hasDockerd ? [] : ['docker.io']), ...(lacksIp ? ['iproute2'] : [])];
			},
			recall: async () => {
				const { stdout } = await execa((await ground.dockerdPath()) ?? 'dockerd', ['--version'], {
					reject: false,
					timeout: 5000,
				});
				return {
					dockerHost: privateDockerHost,
					version: /version ([^ ,]+)/.exec(stdout ?? '')?.[1] ?? 'of an unknown version',
					kernel: PRIVATE.kernel,
					knownAs: PRIVATE,
				};
			},
			hasData: hasPrivateEngineData,
			hasVolume: hasPrivateEngineVolume,
			labsInStore,
			checkUnused: checkPrivateEngineUnused,
			endIdle: endIdlePrivateEngine,
			stop: stopPrivateEngine,
			remove: removePrivateEngine,
		},
	};
}

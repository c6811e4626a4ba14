import { execa } from 'execa';
import { VipdrillError } from '../base/errors.ts';
import { runningEngines } from '../labs/docker/engine/running.ts';
import { findLabs, findMachine } from '../labs/docker/find-labs.ts';

/** Opens a shell on a machine of a running lab, or runs a command there. */
export async function run(machine: string, command: string[]): Promise<void> {
	const engines = await runningEngines();
	const withLabs = await Promise.all(engines.map(async (engine) => ((await findLabs(engine.docker)).length > 0 ? engine : null)));
	const engine = withLabs.find((candidate) => candidate !== null) ?? engines[0];
	if (!engine) throw new VipdrillError('ENGINE_UNAVAILABLE', 'no engine is running; start a lab with `vipdrill up`');
	const container = await findMachine(engine.docker, machine);
	const terminal = process.stdin.isTTY ? ['--tty'] : [];
	// Whoever is used to other tools writes two dashes before the command.
	const asked = command[0] === '--' ? command.slice(1) : command;
	const what = asked.length > 0 ? asked : ['bash'];
	const address = engine.dockerArguments ?? ['--host', engine.dockerHost];
	const args = [...address, 'exec', '--interactive', ...terminal, container, ...what];
	const result = await execa('docker', args, { stdio: 'inherit', reject: false });
	process.exitCode = result.exitCode ?? 1;
}

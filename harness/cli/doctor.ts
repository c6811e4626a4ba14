import { Command } from 'commander';
import { EXIT } from '../base/errors.ts';
import { diagnose } from '../install/doctor/diagnose.ts';
import { renderDoctorJson } from '../install/doctor/doctor-schema.ts';
import { examine } from '../install/doctor/examine.ts';
import { renderDoctor } from '../install/doctor/render.ts';
import { interruptible } from './ways-out.ts';

const HELP = `
Examples:
  vipdrill doctor                                           exit code 0 where --engine auto would work
  vipdrill doctor --json | jq '.choices[] | select(.publishMode == "ingress").choice'
                                                            the engines that have the routing mesh`;

export const doctorCommand = () =>
	new Command('doctor')
		.description('say which engine each choice would be, why, and what is missing for it; starts no engine')
		.option('--json', 'print JSON')
		.addHelpText('after', HELP)
		.action(async ({ json }: { json?: boolean }) => {
			const diagnosis = diagnose(await examine(interruptible(null)));
			const color = Boolean(process.stdout.isTTY) && !process.env.NO_COLOR;
			process.stdout.write(json ? renderDoctorJson(diagnosis) : renderDoctor(diagnosis, { color }));
			process.exitCode = diagnosis.ok ? EXIT.pass : EXIT.labFailed;
		});

import { EXIT } from '../base/errors.ts';
import { diagnose } from '../install/doctor/diagnose.ts';
import { renderDoctorJson } from '../install/doctor/doctor-schema.ts';
import { examine } from '../install/doctor/examine.ts';
import { renderDoctor } from '../install/doctor/render.ts';
import { usesColor } from './color.ts';
import { interruptible } from './ways-out.ts';

/** Prints which engine each choice would be, and what is missing. */
export async function run({ json }: { json?: boolean }): Promise<void> {
	const diagnosis = diagnose(await examine(interruptible(null)));
	const color = usesColor();
	process.stdout.write(json ? renderDoctorJson(diagnosis) : renderDoctor(diagnosis, { color }));
	process.exitCode = diagnosis.ok ? EXIT.pass : EXIT.labFailed;
}

import { EXIT } from '../base/errors.ts';
import { diagnose } from '../install/doctor/diagnose.ts';
import { renderDoctorJson } from '../install/doctor/doctor-schema.ts';
import { examine } from '../install/doctor/examine.ts';
import { examineNamed } from '../install/doctor/named.ts';
import { renderDoctor } from '../install/doctor/render.ts';
import { usesColor } from './color.ts';
import { interruptible } from './ways-out.ts';

/** Prints which engine each choice would be, and what is missing. */
export async function run({ json, engines: names }: { json?: boolean; engines?: string[] }): Promise<void> {
	const signal = interruptible(null);
	const engines = names && (await examineNamed(names, signal));
	const diagnosis = { ...diagnose(await examine(signal)), ...(engines && { engines }) };
	const color = usesColor();
	process.stdout.write(json ? renderDoctorJson(diagnosis) : renderDoctor(diagnosis, { color }));
	// Whoever names engines asks of those.
	const ok = engines ? engines.every(({ problems }) => problems.length === 0) : diagnosis.ok;
	process.exitCode = ok ? EXIT.pass : EXIT.labFailed;
}

import type { z } from 'zod';
import { InputError, type InputProblem } from '../base/errors.ts';

/** What messages say of a stored file: its path, what it is called as a whole (`baseline`), and what to give instead. */
interface About {
	file: string;
	whole: string;
	fix: string;
}

/** The JSON of a stored file. Throws InputError where it is none. */
export function storedJson(json: string, { file, whole, fix }: About): unknown {
	try {
		return JSON.parse(json);
	} catch (error) {
		throw new InputError([{ file, field: whole, problem: `not JSON: ${(error as Error).message}`, fix }]);
	}
}

/** The value of a stored file as its schema has it. Throws InputError with every wrong field. */
export function storedAs<T>(schema: z.ZodType<T>, value: unknown, { file, whole, fix }: About): T {
	const result = schema.safeParse(value);
	if (result.success) return result.data;
	const [first, ...others] = result.error.issues.map(
		({ path, message }): InputProblem => ({ file, field: path.map(String).join('.') || whole, problem: message, fix }),
	);
	throw first ? new InputError([first, ...others]) : result.error;
}

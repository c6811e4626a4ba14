import type { Machines } from '../machines.ts';
import { sh } from '../shell.ts';
import type { FaultRecord } from './driver.ts';

/** In the machine on the engine's side, which no fault hits: there another process finds it if this one is killed. */
const FOLDER = '/run/vipdrill-faults';

/** Notes a fault before it is injected. */
export async function putRecord(lab: Machines, record: FaultRecord): Promise<void> {
	const script = sh`mkdir -p ${FOLDER} && cat > ${FOLDER}/${record.index}.json`;
	await lab.runBeside(script, { input: JSON.stringify(record) });
}

/** Strikes a fault off once it is undone. */
export async function dropRecord(lab: Machines, { index }: FaultRecord): Promise<void> {
	await lab.execBeside(['rm', '-f', `${FOLDER}/${index}.json`]);
}

/** The faults that are, or may be, in effect, in the order of their drill. */
export async function readRecords(lab: Machines): Promise<FaultRecord[]> {
	const text = await lab.runBeside(sh`for f in ${FOLDER}/*.json; do [ ! -s "$f" ] || { cat "$f"; echo; }; done`);
	return text
		.split('\n')
		.filter((line) => line !== '')
		.map((line) => JSON.parse(line) as FaultRecord)
		.sort((a, b) => a.index - b.index);
}

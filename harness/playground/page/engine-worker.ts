import { z } from 'zod';
import { InputError } from '../../base/errors.ts';
import { type Asks, Engine, type EngineData } from '../engine.ts';
import type { Asked, Told } from './engines.ts';

// The page's policy forbids code that is made of text, which zod would try.
z.config({ jitless: true });

let engine: Engine | null = null;

addEventListener('message', async ({ data }: MessageEvent<EngineData | Asked<keyof Asks>>) => {
	if (!('id' in data)) {
		engine = new Engine(data);
		return;
	}
	const { id, what, ask } = data;
	const tell = (told: Told) => postMessage(told);
	try {
		if (!engine) throw new Error('the engine has no data');
		tell({ id, answer: await engine.ask(what, ask), problem: null });
	} catch (error) {
		const problem =
			error instanceof InputError ? error.message : `a mistake in vipdrill: ${error instanceof Error ? error.message : error}`;
		tell({ id, answer: null, problem });
	}
});

import { readFileSync } from 'node:fs';
import { InputError } from '../base/errors.ts';
import { toFrames } from './frames.ts';
import { pack, type Result, simulateShard, unpackPayload } from './payload.ts';
import { shardOfSlot } from './shards.ts';

/** A task of a job: reads the payload from its secrets, simulates its shard, and writes what came out. */
const { VIPDRILL_SLOT: slot = '', VIPDRILL_SHARDS: shards = '', VIPDRILL_INPUT: input = '' } = process.env;
const payload = unpackPayload(Buffer.concat(input.split(',').map((file) => readFileSync(file))));
const shard = shardOfSlot(slot, shards.split(',').map(Number));

function result(): Result {
	try {
		return { outcomes: simulateShard(payload, shard) };
	} catch (error) {
		if (error instanceof InputError) return { refused: [...error.problems] };
		throw error;
	}
}

process.stdout.write(`${toFrames(shard, pack(result())).join('\n')}\n`);

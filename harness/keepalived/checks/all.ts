import { type KeepalivedModel, merged } from '../model.ts';
import type { Diagnostics } from '../place.ts';
import { checkCheckers } from './checkers.ts';
import { checkGarpGroups } from './garp-groups.ts';
import { checkInstances } from './instances.ts';
import { checkLvs } from './lvs.ts';
import { checkSyncGroups } from './sync-groups.ts';
import { checkTracks } from './tracks.ts';

/** Says what is wrong with whole blocks, and between them: what keepalived finds once it has read every line. */
export function checkBlocks(model: KeepalivedModel, diagnostics: Diagnostics): void {
	const order = new Map(model.blocks.map((block, index) => [block, index]));
	const checked = { model, globals: merged(model, 'global_defs'), order, diagnostics };
	checkTracks(checked);
	checkInstances(checked);
	checkSyncGroups(checked);
	checkGarpGroups(checked);
	checkLvs(checked);
	checkCheckers(checked);
}

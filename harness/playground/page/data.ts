import type { EngineData } from '../engine.ts';
import type { Folder } from '../folder.ts';

/** All that is in the page beside its own script, deflated, in base64. */
export interface PlaygroundData extends EngineData {
	/** The script of a worker. */
	engine: string;
	fixtures: { name: string; about: string; folder: Folder }[];
	/** Of the packages that are in it. */
	licences: string;
}

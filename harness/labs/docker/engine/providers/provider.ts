import type { Engine } from '../engine.ts';
import type { BaseName, GuestName } from './kinds.ts';

/** An engine that is no guest. */
export interface BaseEngine extends Engine {
	provider: BaseName;
}

/** A way to an engine that needs no other. Nothing here starts one but `open`. */
export interface BaseProvider {
	readonly name: BaseName;
	/** The engine if it answers, else null. To look is not to use: one of vipdrill's own may end at any time. */
	find(): Promise<BaseEngine | null>;
	/** Why this user can't have it, each a sentence that ends with the remedy; `found` is what `find` gave. */
	problems(found: BaseEngine | null): Promise<string[]>;
	/** Uses it, and starts it where it is vipdrill's own and does not run. Throws ENGINE_UNAVAILABLE or SETUP_NEEDED with the next step. */
	open(): Promise<BaseEngine>;
	/** What vipdrill does with an engine that it starts itself. Null where the engine is somebody else's: that is never ended, nor its data removed. */
	readonly own: OwnEngine | null;
}

/** The life of an engine that vipdrill starts itself, and what is told of it without starting it. */
export interface OwnEngine {
	/** Whether this machine could run it. */
	canStart(): Promise<boolean>;
	/** What to do where it could not, for people. */
	readonly needs: string;
	/** The Debian packages that it lacks. Throws SETUP_NEEDED where no package would help. */
	packages(): Promise<string[]>;
	/** What doctor says of one that does not run. */
	recall(): Promise<Recalled>;
	/** Whether an earlier set-up left images. */
	hasData(): boolean;
	hasVolume(name: string): boolean;
	/** Labs in its store while it does not run: their ids. */
	labsInStore(): string[];
	/** Throws ENGINE_UNAVAILABLE where another process uses it. */
	checkUnused(): void;
	/** Ends it, kept or not, unless a living process uses it (their PIDs) or containers run on it. */
	endIdle(): Promise<{ ended: boolean; usedBy: number[] }>;
	/** Ends it and all that runs on it; its images stay. Returns whether it ran. Throws as `checkUnused` unless forced to. */
	stop(options: { force: boolean }): Promise<boolean>;
	/** Ends it and removes its images and data. Throws as `stop`. */
	remove(options: { force: boolean }): Promise<void>;
}

/** An engine of vipdrill's own that does not run. */
interface Recalled {
	/** As in DOCKER_HOST. */
	dockerHost: string;
	/** Of the Docker that would start. */
	version: string;
	kernel: string;
	knownAs: NonNullable<Engine['knownAs']>;
}

/** What became of a guest that was to end. */
export interface StoppedGuest {
	ended: boolean;
	/** Who uses it, for people; it was left for them. */
	usedBy: string[];
}

/** What set-up asks and does of a guest's disk. */
interface GuestDisk {
	/** Of the one that goes with the present images. */
	name(): string;
	isOn(base: Engine): Promise<boolean>;
	/** What keeps the base from ever running the guest, each a sentence that ends with the remedy. */
	obstacles(base: Engine): Promise<string[]>;
	/** Why the guest failed there when its disk was to be made, likewise. */
	failures(base: Engine): Promise<string[]>;
	/** Makes it anew. Throws GuestFailed where the guest does not start or dies, and remembers that. */
	bake(base: Engine, log: (line: string) => void, signal?: AbortSignal): Promise<void>;
}

/** A way to an engine in a guest: a container of another engine, which is named with each call. */
export interface GuestProvider {
	readonly name: GuestName;
	/** The guest that runs there, or null. To look is not to use. */
	find(base: Engine): Promise<Engine | null>;
	/** Why it can't run there now, each a sentence that ends with the remedy. Starts no guest. */
	problems(base: Engine): Promise<string[]>;
	/** The same of a base that does not run, by whether its kernel has tap devices. */
	recalledProblems(base: Pick<Recalled, 'knownAs'> & Pick<OwnEngine, 'hasVolume'>, tun: boolean | null): string[];
	/** Uses it, and boots it where it does not run. Releasing it releases the base too. Throws ENGINE_UNAVAILABLE. */
	open(base: Engine, signal?: AbortSignal): Promise<Engine>;
	/** Ends it, unless another process is at work with it, or forced to. Idempotent. */
	stop(base: Pick<Engine, 'docker'>, options: { force: boolean }): Promise<StoppedGuest>;
	/** Ends it likewise and removes its disks. Returns who uses it where it was left for them. */
	remove(base: Pick<Engine, 'docker'>, options: { force: boolean }): Promise<string[]>;
	/** Its disk, which set-up makes once a base. */
	readonly disk: GuestDisk;
	/** Copies images that only the base has into the guest's store, for as long as it runs; nothing where the engine is no guest. */
	lend(engine: Engine, images: readonly string[]): Promise<void>;
	/** Removes what processes that are gone left of it on this machine. Returns how many. */
	sweep(): number;
}

import { PassThrough } from 'node:stream';
import type Docker from 'dockerode';

type Labels = Record<string, string>;

export interface FakeContainer {
	Id: string;
	Names: string[];
	Labels: Labels;
	State: string;
	Created: number;
	/** With which it ended. */
	Status?: number;
	Console?: string;
	/** Its init, as the engine counts; 1 where it does not matter. */
	pid?: number;
}
export interface FakeNetwork {
	Id: string;
	Name: string;
	Labels: Labels;
	Created: string;
}
export interface FakeVolume {
	Name: string;
	Labels: Labels;
	/** The container that it was made with, without a name of its own. */
	of?: string;
}
export interface FakeImage {
	Id: string;
	RepoTags: string[];
	Labels: Labels;
	/** Whether a container uses it. */
	used?: boolean;
}

/** An engine of plain lists, for tests of what is removed and what is left: it answers as Docker's API does, with its status codes. */
export class FakeDocker {
	containers: FakeContainer[] = [];
	networks: FakeNetwork[] = [];
	volumes: FakeVolume[] = [];
	images: FakeImage[] = [];
	/** What it says of itself. */
	facts = { ID: 'fake', KernelVersion: '6.1', MemTotal: 8 * 2 ** 30 };
	/** What a container that is started does: its state then, the exit status if it ends, and its console. */
	onStart: (name: string) => { state: string; status?: number; console?: string } = () => ({ state: 'running' });
	/** Called before anything is answered, with the method's name: for what another process does meanwhile. */
	onCall: (method: string) => void = () => {};
	/** What was run in containers, one line each: the container's id and the command. */
	execs: string[] = [];

	/** The same, as what the code under test takes. */
	get docker(): Docker {
		return this as unknown as Docker;
	}

	/** A container of a lab, or of anything. */
	addContainer(name: string, labels: Labels, state = 'running', created = 0): FakeContainer {
		const container = { Id: `id-${name}`, Names: [`/${name}`], Labels: labels, State: state, Created: created };
		this.containers.push(container);
		return container;
	}

	names(): string[] {
		const containers = this.containers.map(({ Names: [name = ''] }) => name.slice(1));
		return [...containers, ...this.networks.map(({ Name }) => Name), ...this.volumes.map(({ Name }) => Name)].sort();
	}

	async listContainers(options: { all?: boolean; filters?: { label: string[] } } = {}): Promise<FakeContainer[]> {
		this.onCall('listContainers');
		return this.containers.filter(
			({ Labels, State }) => (options.all || State === 'running') && matches(Labels, options.filters?.label),
		);
	}
	async listNetworks(options: { filters?: { label: string[] } } = {}): Promise<FakeNetwork[]> {
		return this.networks.filter(({ Labels }) => matches(Labels, options.filters?.label));
	}
	async listVolumes(options: { filters?: { label: string[] } } = {}): Promise<{ Volumes: FakeVolume[] | null }> {
		this.onCall('listVolumes');
		const found = this.volumes.filter(({ Labels }) => matches(Labels, options.filters?.label));
		// An engine without any says null.
		return { Volumes: found.length > 0 ? found : null };
	}
	async listImages(options: { filters: { label: string[]; dangling?: string[] } }): Promise<FakeImage[]> {
		const isWanted = ({ RepoTags }: FakeImage) => options.filters.dangling === undefined || RepoTags.length === 0;
		return this.images.filter((image) => matches(image.Labels, options.filters.label) && isWanted(image));
	}
	async info() {
		return this.facts;
	}
	async createContainer({ name, Labels }: { name: string; Labels: Labels }) {
		return this.getContainer(this.addContainer(name, Labels, 'created').Id);
	}
	/** No archive is to be had from it. */
	async getImages(): Promise<never> {
		this.onCall('getImages');
		return refuse(500);
	}
	async createVolume({ Name, Labels }: FakeVolume): Promise<void> {
		this.volumes.push({ Name, Labels });
	}

	getContainer(id: string) {
		const find = () => this.containers.find(({ Id, Names }) => Id === id || Names.includes(`/${id}`)) ?? refuse(404);
		return {
			id,
			inspect: async () => {
				this.onCall('inspect');
				return { State: { Running: find().State === 'running', Status: find().State, Pid: find().pid ?? 1 } };
			},
			start: async () => {
				this.onCall('start');
				const container = find();
				const { state, status = 0, console = '' } = this.onStart(container.Names[0]?.slice(1) ?? '');
				Object.assign(container, { State: state, Status: status, Console: console });
			},
			wait: async () => ({ StatusCode: find().Status ?? 0 }),
			logs: async () => frame(find().Console ?? ''),
			remove: async (options?: { force?: boolean; v?: boolean }) => {
				this.onCall('remove');
				if (find().State === 'running' && !options?.force) refuse(409);
				if (options?.v) this.volumes = this.volumes.filter(({ of }) => of !== find().Id);
				this.containers.splice(this.containers.indexOf(find()), 1);
			},
			rename: async ({ name }: { name: string }) => {
				this.onCall('rename');
				find().Names = [`/${name}`];
			},
			exec: async ({ Cmd }: { Cmd: string[] }) => {
				this.onCall('exec');
				if (find().State !== 'running') refuse(409);
				this.execs.push(`${id}: ${Cmd.join(' ')}`);
				return {
					start: async () => {
						const stream = new PassThrough();
						setImmediate(() => stream.destroy());
						return stream;
					},
					inspect: async () => ({ ExitCode: 0 }),
				};
			},
		};
	}
	getNetwork(id: string) {
		return {
			remove: async () => {
				this.onCall('removeNetwork');
				this.networks.splice(
					indexOf(this.networks, ({ Id }) => Id === id),
					1,
				);
			},
		};
	}
	getVolume(name: string) {
		return {
			remove: async () =>
				void this.volumes.splice(
					indexOf(this.volumes, ({ Name }) => Name === name),
					1,
				),
		};
	}
	getImage(reference: string) {
		return {
			remove: async (options?: { force?: boolean }) => {
				const image = this.images.find(({ Id, RepoTags }) => Id === reference || RepoTags.includes(reference)) ?? refuse(404);
				if (image.used && image.RepoTags.length < 2 && !options?.force) refuse(409);
				image.RepoTags = image.RepoTags.filter((tag) => tag !== reference);
				if (image.RepoTags.length === 0) this.images.splice(this.images.indexOf(image), 1);
			},
		};
	}
	readonly modem = { demuxStream: () => {} };
}

const matches = (labels: Labels, wanted: string[] = []): boolean =>
	wanted.every((label) => {
		const [, name = '', , value] = /^([^=]+)(=(.*))?$/.exec(label) ?? [];
		return value === undefined ? name in labels : labels[name] === value;
	});

function indexOf<T>(list: T[], is: (item: T) => boolean): number {
	const index = list.findIndex(is);
	return index < 0 ? refuse(404) : index;
}

/** Output as the API gives it: a header of eight bytes, the last four the length. */
function frame(text: string): Buffer {
	const header = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);
	header.writeUInt32BE(Buffer.byteLength(text), 4);
	return Buffer.concat([header, Buffer.from(text)]);
}

function refuse(statusCode: number): never {
	throw Object.assign(new Error(`(HTTP code ${statusCode})`), { statusCode });
}

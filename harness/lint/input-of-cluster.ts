import { formatPath, readYaml, type YamlPath } from '../base/yaml-source.ts';
import { readCompose } from '../cluster/compose.ts';
import type { HostFileSpec } from '../cluster/spec.ts';
import { readKeepalived } from '../keepalived/read.ts';
import { clusterFacts, filesOf } from './cluster-facts.ts';
import type { ClusterFacts, LintHost, LintInput, StackFacts, UnreadableFile } from './input.ts';

/** The content of a file by a path as the user gave it; null where there is none. */
export type ReadText = (path: string) => string | null;

/** Where a host has its keepalived.conf. */
const MAIN = '/etc/keepalived/keepalived.conf';

/** A cluster folder, by its cluster.yaml. What cannot be read is left out, and told; the rest is linted all the same. */
interface ClusterInput extends LintInput {
	cluster: ClusterFacts;
	/** Every file that cluster.yaml names was there. */
	isComplete: boolean;
	/** What is wrong with the compose document, as far as a drill needs it. */
	stackProblems(): UnreadableFile[];
}

export function inputOfCluster(path: string, text: string, read: ReadText, version: string | null = null): ClusterInput {
	const source = readYaml(path, text);
	const cluster = clusterFacts(source);
	const folder = /^.*\//.exec(path)?.[0] ?? '';
	const texts = new Map([[path, text]]);
	let isComplete = true;
	const unreadable: UnreadableFile[] = source.problems.map(({ file, line = 1, column = 1, problem, fix }) => ({
		file,
		line,
		column,
		problem,
		fix,
	}));
	const open = (relative: string): string | null => {
		const shown = `${folder}${relative.replace(/^\.\//, '')}`;
		const content = texts.get(shown) ?? read(shown);
		if (content !== null) texts.set(shown, content);
		else isComplete = false;
		return content;
	};
	const hosts = cluster.hosts.map(({ name, keepalived }, index): LintHost => {
		const files = filesOf(cluster, index).flatMap(({ from, to, mode }): HostFileSpec[] => {
			const content = open(from);
			return content === null ? [] : [{ source: `${folder}${from.replace(/^\.\//, '')}`, target: to, text: content, mode }];
		});
		const host = name ?? `hosts[${index}]`;
		const main = keepalived === null ? null : open(keepalived);
		if (keepalived === null || main === null) return { name: host, conf: null, files };
		const all = new Map([...files.map((one) => [one.target, one.text] as const), [MAIN, main]]);
		const shown = (target: string) =>
			target === MAIN
				? `${folder}${keepalived.replace(/^\.\//, '')}`
				: (files.find((one) => one.target === target)?.source ?? target);
		return {
			name: host,
			conf: readKeepalived({ files: all, main: MAIN, host: name, version: version ?? cluster.keepalived, shown }),
			files,
		};
	});
	const stack = stackOf();
	return { hosts, cluster, stack, texts, unreadable, isComplete, stackProblems: () => (stack ? problemsOfStack(stack) : []) };

	function stackOf(): LintInput['stack'] {
		const file = isRecordWithStack(source.value);
		const content = file === null ? null : open(file);
		if (file === null || content === null) return null;
		const stack = readYaml(`${folder}${file.replace(/^\.\//, '')}`, content);
		unreadable.push(
			...stack.problems.map(({ file: at, line = 1, column = 1, problem, fix }) => ({ file: at, line, column, problem, fix })),
		);
		return stack.problems.length > 0 ? null : { source: stack, service: cluster.service };
	}
}

function problemsOfStack({ source, service }: StackFacts): UnreadableFile[] {
	if (service === null) return [];
	const at = (path: YamlPath) => ({ ...source.at(path), field: formatPath(path) });
	const { problems } = readCompose(source.value, service, { at, serviceName: at(['services']) });
	return problems.map(({ file, line = 1, column = 1, field, problem, fix }) => ({
		file,
		line,
		column,
		problem: `${field}: ${problem}`,
		fix,
	}));
}

function isRecordWithStack(value: unknown): string | null {
	const service = typeof value === 'object' && value !== null ? Reflect.get(value, 'service') : null;
	const stack = typeof service === 'object' && service !== null ? Reflect.get(service, 'stack') : null;
	return typeof stack === 'string' && stack !== '' ? stack : null;
}

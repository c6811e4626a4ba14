import type { InputProblem } from '../base/errors.ts';
import type { YamlPath, YamlSource } from '../base/yaml-source.ts';
import { yamlProblem } from './cluster-yaml.ts';

/** Content by path relative to the cluster folder; null (or absent) where there is no such file. */
export type ClusterFiles = ReadonlyMap<string, string> | ((relativePath: string) => string | null);

/** The files that cluster.yaml refers to, handed in: this room reads none itself. */
export class ReferencedFiles {
	constructor(
		readonly files: ClusterFiles,
		readonly source: YamlSource,
		readonly problems: InputProblem[],
	) {}

	/** The text of the file that cluster.yaml names at a path; null (and a problem there) where there is none. */
	read(relativePath: string, namedAt: YamlPath): string | null {
		const text = typeof this.files === 'function' ? this.files(relativePath) : (this.files.get(relativePath) ?? null);
		if (text === null) {
			const fix = 'Create it, or correct the path, which is relative to cluster.yaml';
			this.problems.push(yamlProblem(this.source, namedAt, 'there is no such file', fix));
		}
		return text;
	}

	/** A referenced file's path as problems show it: beside cluster.yaml. */
	shown(relativePath: string): string {
		const folder = /^(.*[/\\])?/.exec(this.source.file)?.[0] ?? '';
		return `${folder}${relativePath.replace(/^\.\//, '')}`;
	}
}

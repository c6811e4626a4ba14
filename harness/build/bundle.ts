import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { packageRoot } from '../base/paths.ts';

/** What is installed beside the bundle: what brings programs or native code of its own, and what only the sources need. */
const NOT_BUNDLED = ['dockerode', 'tar-stream', 'piscina', 'tsx', 'esbuild', 'mocha'];

export interface Bundle {
	/** The text of each file, by its name: the entries, and the parts that they share. */
	texts: Map<string, string>;
	/** All files that went in, relative to the root folder. */
	inputs: string[];
	/** What each file loads before it begins: other files by their names, and packages. What is imported when it is called for is not among them. */
	imports: Map<string, string[]>;
}

/** Bundles all entries for a folder, and writes nothing. Rejects where the sources cannot be bundled. */
export async function bundle(folder: string): Promise<Bundle> {
	const entry = (file: string) => join(packageRoot, 'harness', file);
	const { outputFiles, metafile } = await build({
		entryPoints: {
			main: entry('cli/main.ts'),
			index: entry('index.ts'),
			mocha: entry('mocha.ts'),
			worker: entry('simulate/worker.ts'),
		},
		...{ bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20' },
		external: NOT_BUNDLED,
		outdir: folder,
		// Names stay, because some libraries look at them, and stack traces should say something.
		...{ minifyWhitespace: true, minifySyntax: true, legalComments: 'none' },
		// CommonJS libraries ask for Node's own modules.
		banner: { js: "import{createRequire as vipdrillRequire}from'node:module';const require=vipdrillRequire(import.meta.url);" },
		...{ write: false, metafile: true, logLevel: 'warning', absWorkingDir: packageRoot },
	});
	const inFolder = (path: string) => relative(folder, join(packageRoot, path));
	return {
		texts: new Map(outputFiles.map(({ path, text }) => [relative(folder, path), text])),
		inputs: Object.keys(metafile.inputs),
		imports: new Map(
			Object.entries(metafile.outputs).map(([path, { imports }]) => [
				inFolder(path),
				imports.filter(({ kind }) => kind !== 'dynamic-import').map((one) => (one.external ? one.path : inFolder(one.path))),
			]),
		),
	};
}

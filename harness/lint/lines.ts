const known = new WeakMap<ReadonlyMap<string, string>, Map<string, string[]>>();

/** The lines of one of some texts, split once: a long file may have many findings. Empty without the file. */
export function linesOf(texts: ReadonlyMap<string, string>, file: string): readonly string[] {
	let files = known.get(texts);
	if (!files) {
		files = new Map();
		known.set(texts, files);
	}
	let lines = files.get(file);
	if (!lines) {
		lines = texts.get(file)?.split('\n') ?? [];
		files.set(file, lines);
	}
	return lines;
}

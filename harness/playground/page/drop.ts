import { type Folder, LONGEST, MOST_FILES } from '../folder.ts';

/** The texts among dropped or chosen files, by their paths; and how many were passed over, because they are long, or no text. */
export async function textsOf(
	files: readonly (readonly [path: string, file: File])[],
): Promise<{ folder: Folder; passedOver: number }> {
	const folder: Record<string, string> = {};
	for (const [path, file] of files) {
		if (file.size > LONGEST || Object.keys(folder).length >= MOST_FILES) continue;
		const text = await file.text();
		if (!text.includes('\u0000')) folder[path] = text;
	}
	return { folder, passedOver: files.length - Object.keys(folder).length };
}

/** All files that somebody drops, those in folders too. */
export async function droppedFiles(transfer: DataTransfer): Promise<[string, File][]> {
	const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
	const found: [string, File][] = [];
	for (const entry of entries) await visit(entry, 0, found);
	return found;
}

async function visit(entry: FileSystemEntry, depth: number, found: [string, File][]): Promise<void> {
	if (found.length >= 2 * MOST_FILES || depth > 5 || entry.name === '.git' || entry.name === 'node_modules') return;
	if (entry.isFile) {
		const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
		found.push([entry.fullPath.replace(/^\/+/, ''), file]);
		return;
	}
	const reader = (entry as FileSystemDirectoryEntry).createReader();
	for (;;) {
		const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
		if (some.length === 0) return;
		for (const one of some) await visit(one, depth + 1, found);
	}
}

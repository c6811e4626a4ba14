import { strToU8, zipSync } from 'fflate';
import type { Folder } from '../folder.ts';

/** Saves a text as a file of the user's. */
export const saveText = (name: string, text: string, type: string): void => save(name, new Blob([text], { type }));

/** Saves a picture as PNG, twice as fine as it is drawn. Resolves when it is there, or cannot be. */
export async function savePng(name: string, svg: string): Promise<void> {
	const image = new Image();
	image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
	await image.decode();
	const canvas = document.createElement('canvas');
	[canvas.width, canvas.height] = [image.width * 2, image.height * 2];
	canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
	const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
	if (blob) save(name, blob);
}

/** Saves a cluster folder that `vipdrill run` takes; what leads out of it is left out. */
export function saveZip(name: string, folder: Folder): void {
	const inside = Object.entries(folder).filter(([path]) => !path.startsWith('/') && !path.split('/').includes('..'));
	const files = Object.fromEntries(inside.map(([path, text]) => [`${name}/${path}`, strToU8(text)]));
	save(`${name}.zip`, new Blob([new Uint8Array(zipSync(files))], { type: 'application/zip' }));
}

function save(name: string, blob: Blob): void {
	const link = document.createElement('a');
	link.href = URL.createObjectURL(blob);
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

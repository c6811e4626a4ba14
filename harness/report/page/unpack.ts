import type { PageDrill } from './page-types.ts';

/** A drill's data from its text in the page: base64, inflated, parsed. */
export async function unpackDrill(packed: string): Promise<PageDrill> {
	const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
	const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
	return (await new Response(stream).json()) as PageDrill;
}

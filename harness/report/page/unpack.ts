/** Data from its text in the page: base64, inflated, parsed. */
export async function unpack<T>(packed: string): Promise<T> {
	const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
	const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
	return (await new Response(stream).json()) as T;
}

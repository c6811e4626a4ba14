/** What is being removed or ended at the moment, for whoever has to wait for it. */
const names = new Map<symbol, string>();

/** Does some clean-up, and names it for as long as it takes. Resolves and rejects as the work does. */
export async function underWay<T>(what: string, work: () => Promise<T>): Promise<T> {
	const key = Symbol(what);
	names.set(key, what);
	try {
		return await work();
	} finally {
		names.delete(key);
	}
}

/** What clean-up is under way, each as it was named. */
export const whatIsUnderWay = (): string[] => [...names.values()];

/** A command's action, which is imported when the command is called: no command pays for the start of another. */
export const lazily =
	<Args extends unknown[]>(load: () => Promise<{ run: (...args: Args) => unknown }>) =>
	async (...args: Args): Promise<void> => {
		await (await load()).run(...args);
	};

/** Who answered, as the lab's own workload says in its page (images/web/entrypoint); nulls for any other page. */
export function identity(body: string): { node: string | null; task: string | null } {
	try {
		const parsed = JSON.parse(body) as { node?: unknown; task?: unknown };
		return {
			node: typeof parsed.node === 'string' ? parsed.node : null,
			task: typeof parsed.task === 'string' ? parsed.task : null,
		};
	} catch {
		return { node: null, task: null };
	}
}

/** Whether a service's answers say who gave them: only the lab's own workload does. */
export const answersWithIdentity = (image: string): boolean => /^vipdrill\/web(:|$)/.test(image);

/** Narrows drills and their list down by verdict and text, and opens or folds what is left. */
export function startFilter(drills: readonly HTMLDetailsElement[]): void {
	const verdict = document.getElementById('filter-verdict') as HTMLSelectElement | null;
	const search = document.getElementById('filter-text') as HTMLInputElement | null;
	const said = document.getElementById('filter-said');
	const none = document.getElementById('none-shown');
	if (!verdict || !search || !said || !none) return;
	const texts = new Map(drills.map((drill) => [drill, drill.textContent?.toLowerCase() ?? '']));
	const filter = () => {
		const wanted = search.value.trim().toLowerCase();
		let shown = 0;
		for (const [index, drill] of drills.entries()) {
			const isShown =
				(verdict.value === '' || drill.dataset.verdict === verdict.value) && (texts.get(drill) ?? '').includes(wanted);
			drill.hidden = !isShown;
			const item = document.querySelector<HTMLElement>(`.contents [data-of="${index}"]`);
			if (item) item.hidden = !isShown;
			if (isShown) shown += 1;
		}
		none.hidden = shown > 0;
		said.textContent = `${shown} of ${drills.length} drills are shown`;
	};
	verdict.addEventListener('change', filter);
	search.addEventListener('input', filter);
	// On a narrow screen the list lies above the drills, and would hide them.
	const list = document.querySelector<HTMLDetailsElement>('.contents details');
	const narrow = matchMedia('(max-width: 1100px)');
	const adapt = () => list?.toggleAttribute('open', !narrow.matches);
	narrow.addEventListener('change', adapt);
	adapt();
	list?.addEventListener('click', (event) => {
		if (narrow.matches && (event.target as Element).closest('li a')) list.open = false;
	});
	const setAll = (open: boolean) => () => {
		for (const drill of drills) if (!drill.hidden) drill.open = open;
	};
	document.getElementById('open-all')?.addEventListener('click', setAll(true));
	document.getElementById('fold-all')?.addEventListener('click', setAll(false));
}

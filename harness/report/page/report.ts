import { showDrill } from './drill-view.ts';
import { startFilter } from './filter.ts';
import type { PageData, PageDrill, PageDrillLogs } from './page-types.ts';
import { unpack } from './unpack.ts';

/**
 * The stored page: draws a drill when it is open and comes into view, or all of them where they are asked for. What is above the target of a
 * link is drawn before the jump, because a drill grows as it is drawn.
 */
const data = JSON.parse(document.getElementById('data')?.textContent ?? '{}') as PageData;
const drills = [...document.querySelectorAll<HTMLDetailsElement>('details.drill')];
const begun = new Map<HTMLElement, Promise<void>>();

function contentOf(index: number): Promise<[PageDrill, PageDrillLogs]> {
	const logs = data.logs[index];
	return Promise.all([unpack<PageDrill>(data.drills[index] ?? ''), logs ? unpack<PageDrillLogs>(logs) : []]);
}

function draw(drill: HTMLDetailsElement): Promise<void> {
	const place = drill.querySelector<HTMLElement>('[data-drill]');
	// Only what is open has a width to draw by.
	if (!place || !drill.open) return Promise.resolve();
	const known = begun.get(place);
	if (known) return known;
	const drawn = contentOf(Number(place.dataset.drill)).then(([content, logs]) => {
		showDrill(place, content, logs, data);
		place.dataset.drawn = '';
	});
	begun.set(place, drawn);
	return drawn;
}

const observer = new IntersectionObserver(
	(entries) => {
		for (const { isIntersecting, target } of entries) if (isIntersecting) void draw(target as HTMLDetailsElement);
	},
	{ rootMargin: '400px' },
);
for (const drill of drills) {
	observer.observe(drill);
	drill.addEventListener('toggle', () => void draw(drill));
}

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/** Opens the drill that the address names, draws it and all that is open above it, and only then jumps. */
async function goToTarget(): Promise<void> {
	const target = drills.find(({ id }) => id === location.hash.slice(1));
	if (!target) return;
	target.hidden = false;
	target.open = true;
	await Promise.all(drills.slice(0, drills.indexOf(target) + 1).map(draw));
	// A drawing takes its height in the next frame.
	await nextFrame();
	await nextFrame();
	target.scrollIntoView({ block: 'start', behavior: 'instant' });
	target.querySelector('summary')?.focus({ preventScroll: true });
	document.body.dataset.at = target.id;
}
addEventListener('hashchange', () => void goToTarget());
void goToTarget();
// A link to where one is already changes no address.
document.addEventListener('click', (event) => {
	const link = (event.target as Element).closest?.('a[href^="#drill-"]');
	if (link && link.getAttribute('href') === location.hash) void goToTarget();
});

startFilter(drills);

const all = document.getElementById('draw-all');
all?.addEventListener('click', async () => {
	for (const details of document.querySelectorAll<HTMLDetailsElement>('details.open-for-print')) details.open = true;
	await Promise.all(drills.map(draw));
	document.body.dataset.allDrawn = '';
	all.textContent = 'Everything is drawn; print away';
});

// Paper has no folds; afterwards all is as it was.
let folded: HTMLDetailsElement[] = [];
addEventListener('beforeprint', () => {
	folded = [...document.querySelectorAll<HTMLDetailsElement>('details.open-for-print')].filter(({ open }) => !open);
	for (const details of folded) details.open = true;
});
addEventListener('afterprint', () => {
	for (const details of folded) details.open = false;
	folded = [];
});

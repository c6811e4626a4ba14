import { showDrill } from './drill-view.ts';
import type { PageData } from './page-types.ts';
import { unpackDrill } from './unpack.ts';

/** The stored page: draws a drill when it comes into view, or all of them where they are asked for. */
const data = JSON.parse(document.getElementById('data')?.textContent ?? '{}') as PageData;
const places = [...document.querySelectorAll<HTMLElement>('[data-drill]')];
const begun = new Map<HTMLElement, Promise<void>>();

function draw(place: HTMLElement): Promise<void> {
	const known = begun.get(place);
	if (known) return known;
	const drawn = unpackDrill(data.drills[Number(place.dataset.drill)] ?? '').then((drill) => {
		showDrill(place, drill, data.runs);
		place.dataset.drawn = '';
	});
	begun.set(place, drawn);
	return drawn;
}

const observer = new IntersectionObserver(
	(entries) => {
		for (const { isIntersecting, target } of entries) {
			if (!isIntersecting) continue;
			observer.unobserve(target);
			void draw(target as HTMLElement);
		}
	},
	{ rootMargin: '400px' },
);
for (const place of places) observer.observe(place);

const all = document.getElementById('draw-all');
all?.addEventListener('click', async () => {
	for (const details of document.querySelectorAll<HTMLDetailsElement>('details.open-for-print')) details.open = true;
	await Promise.all(places.map(draw));
	document.body.dataset.allDrawn = '';
	all.textContent = 'Everything is drawn; print away';
});

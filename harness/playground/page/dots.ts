import { formatMs } from '../../base/units.ts';
import { element } from '../../report/page/element.ts';

/** A trial as a dot. */
export interface Dot {
	trial: number;
	ms: number;
	/** Whether something that had to hold did not. */
	isBad: boolean;
}

const HEIGHT = 132;
const FOOT = 22;
const RADIUS = 2.4;
const CELL = 6;
const SIDE = 12;

/** Trials as dots over their times, those of about the same time on top of each other; beside them what theory says. A dot that is clicked is opened. */
export class DotStrip {
	readonly root: HTMLElement;
	readonly #canvas = element('canvas', { tabindex: '0', role: 'slider' });
	readonly #said = element('p', { class: 'soft small' });
	#dots: Dot[] = [];
	#theory: [number, number] | null = null;
	#at = -1;
	#frame = 0;

	constructor(
		title: string,
		private readonly open: (trial: number) => void,
	) {
		this.#canvas.setAttribute('aria-label', `${title}, trial by trial`);
		this.root = element('figure', { class: 'dots-figure' }, element('h3', {}, title), this.#canvas, this.#said);
		this.#canvas.addEventListener('click', (event) => this.#openAt(event));
		this.#canvas.addEventListener('pointermove', (event) => {
			// A browser also sends one where the page moved under a pointer at rest: that takes nothing from the keyboard.
			if (event.movementX !== 0 || event.movementY !== 0) this.#pick(this.#nearest(event));
		});
		this.#canvas.addEventListener('pointerleave', () => this.#pick(-1));
		this.#canvas.addEventListener('keydown', (event) => this.#key(event));
		new ResizeObserver(() => this.#drawSoon()).observe(this.root);
		matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#drawSoon());
	}

	/** Shows trials; drawn with the next frame. `theory`: between which times timers alone put all of them, milliseconds. */
	show(dots: readonly Dot[], theory: [number, number] | null): void {
		this.#dots = [...dots].sort((a, b) => a.ms - b.ms || a.trial - b.trial);
		this.#theory = theory;
		this.#at = -1;
		this.#drawSoon();
	}

	#drawSoon(): void {
		cancelAnimationFrame(this.#frame);
		this.#frame = requestAnimationFrame(() => this.#draw());
	}

	get #range(): [number, number] {
		const all = [...this.#dots.slice(0, 1), ...this.#dots.slice(-1)].map(({ ms }) => ms).concat(this.#theory ?? []);
		const [least, most] = [Math.min(...all), Math.max(...all)];
		const room = Math.max((most - least) * 0.04, 20);
		return [Math.max(0, least - room), most + room];
	}

	get #width(): number {
		return Math.max(120, this.#canvas.clientWidth);
	}

	#x(ms: number): number {
		const [from, to] = this.#range;
		return SIDE + ((ms - from) / (to - from)) * (this.#width - 2 * SIDE);
	}

	/** Where each dot lies: cells from left to right, each filled from below; lower steps where one is too full. */
	#places(): [x: number, y: number][] {
		const counts = new Map<number, number>();
		const cells = this.#dots.map(({ ms }) => Math.round(this.#x(ms) / CELL));
		for (const cell of cells) counts.set(cell, (counts.get(cell) ?? 0) + 1);
		const most = Math.max(1, ...counts.values());
		const step = Math.min(2 * RADIUS + 0.6, (HEIGHT - FOOT - 10) / most);
		const filled = new Map<number, number>();
		return cells.map((cell): [number, number] => {
			const below = filled.get(cell) ?? 0;
			filled.set(cell, below + 1);
			return [cell * CELL, HEIGHT - FOOT - RADIUS - 1 - below * step];
		});
	}

	#draw(): void {
		const scale = devicePixelRatio || 1;
		const width = this.#width;
		[this.#canvas.width, this.#canvas.height] = [width * scale, HEIGHT * scale];
		const pen = this.#canvas.getContext('2d');
		if (!pen || this.#dots.length === 0) return;
		const style = getComputedStyle(document.documentElement);
		const color = (name: string) => style.getPropertyValue(`--${name}`).trim();
		pen.scale(scale, scale);
		if (this.#theory) {
			const [from, to] = this.#theory.map((ms) => this.#x(ms)) as [number, number];
			pen.fillStyle = color('theory');
			pen.fillRect(from, 4, Math.max(1.5, to - from), HEIGHT - FOOT - 4);
		}
		pen.strokeStyle = color('line');
		pen.beginPath();
		pen.moveTo(0, HEIGHT - FOOT + 0.5);
		pen.lineTo(width, HEIGHT - FOOT + 0.5);
		pen.stroke();
		this.#drawScale(pen, color('soft'));
		for (const [i, [x, y]] of this.#places().entries()) {
			const dot = this.#dots[i] as Dot;
			pen.fillStyle = color(dot.isBad ? 'fail' : 'h0');
			pen.globalAlpha = i === this.#at ? 1 : 0.62;
			pen.beginPath();
			pen.arc(x, y, i === this.#at ? RADIUS * 2 : RADIUS, 0, 2 * Math.PI);
			pen.fill();
		}
		pen.globalAlpha = 1;
		this.#say();
	}

	#drawScale(pen: CanvasRenderingContext2D, ink: string): void {
		const [from, to] = this.#range;
		const rough = (to - from) / Math.max(2, this.#width / 110);
		const power = 10 ** Math.floor(Math.log10(rough));
		const step = ([1, 2, 5, 10].find((n) => n * power >= rough) ?? 10) * power;
		pen.fillStyle = ink;
		pen.font = '11px system-ui, sans-serif';
		pen.textAlign = 'center';
		for (let ms = Math.ceil(from / step) * step; ms <= to; ms += step) {
			const x = this.#x(ms);
			if (x > 18 && x < this.#width - 18) pen.fillText(`${Number((ms / 1000).toFixed(3))} s`, x, HEIGHT - 6);
		}
	}

	#say(): void {
		const at = this.#dots[this.#at];
		const value = (share: number) =>
			formatMs(this.#dots[Math.min(this.#dots.length - 1, Math.floor(share * this.#dots.length))]?.ms);
		const theory = this.#theory ? ` Theory: ${formatMs(this.#theory[0])} to ${formatMs(this.#theory[1])}.` : '';
		const all = `${this.#dots.length} trials: least ${value(0)}, median ${value(0.5)}, 95 % ${value(0.95)}, greatest ${value(1)}.${theory}`;
		this.#said.textContent = at ? `Trial ${at.trial}: ${formatMs(at.ms)}. Click or press Enter to open it.` : all;
		this.#canvas.setAttribute('aria-valuemin', '0');
		this.#canvas.setAttribute('aria-valuemax', String(this.#dots.length - 1));
		this.#canvas.setAttribute('aria-valuenow', String(Math.max(0, this.#at)));
		this.#canvas.setAttribute('aria-valuetext', at ? `trial ${at.trial}: ${formatMs(at.ms)}` : all);
	}

	#nearest({ offsetX, offsetY }: MouseEvent): number {
		let [best, least] = [-1, 14 ** 2];
		for (const [i, [x, y]] of this.#places().entries()) {
			const far = (x - offsetX) ** 2 + (y - offsetY) ** 2;
			if (far <= least) [best, least] = [i, far];
		}
		return best;
	}

	#pick(index: number): void {
		if (index === this.#at) return;
		this.#at = index;
		// A screen reader asks at once, before the next frame.
		this.#say();
		this.#drawSoon();
	}

	#openAt(event: MouseEvent): void {
		const dot = this.#dots[this.#nearest(event)];
		if (dot) this.open(dot.trial);
	}

	#key(event: KeyboardEvent): void {
		const last = this.#dots.length - 1;
		const step = event.shiftKey ? 10 : 1;
		const to: Record<string, number> = { ArrowRight: this.#at + step, ArrowLeft: this.#at - step, Home: 0, End: last };
		if (event.key === 'Enter' || event.key === ' ') {
			const dot = this.#dots[Math.max(0, this.#at)];
			event.preventDefault();
			if (dot) this.open(dot.trial);
		}
		const index = to[event.key];
		if (index === undefined) return;
		event.preventDefault();
		this.#pick(Math.min(last, Math.max(0, index)));
	}
}

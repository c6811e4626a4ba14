import { escapeMarkup } from '../../base/escape.ts';
import type { StrainResult, Survival } from './shape.ts';
import { HARMS } from './strain.ts';
import { edgeSentence, scaleOf } from './survival-text.ts';

const WIDTH = 890;
const [LEFT, BAR_X, BAR, TEXT_X] = [16, 226, 220, 462];
const [ROW, HEAD, TOP, FOOT] = [20, 26, 58, 34];

const STYLE = `.bg{fill:#fff;stroke:#d8dbd5}.ink{fill:#1b2026}.soft{fill:#59626c}.good{fill:#2f7d4f}.gap{fill:#b9bdb6}.bad{fill:#b02a18;fill-opacity:.75}
@media (prefers-color-scheme: dark){.bg{fill:#16191c;stroke:#363d44}.ink{fill:#e6e9eb}.soft{fill:#a0aab3}.good{fill:#6fc48f}.gap{fill:#4a5159}.bad{fill:#f49a88}}`;

/** What a design bears as a small SVG for a README, a bar for each strain and harm; in light or dark as the reader has it. All that is drawn is text too. Ends with a line end. */
export function survivalCard(survival: Survival): string {
	const { cluster, vip, strains, trials, seed, vipdrillVersion } = survival;
	const heights = strains.map(({ edges }) => HEAD + edges.length * ROW);
	const height = TOP + heights.reduce((sum, one) => sum + one, 0) + FOOT;
	const title = `What ${cluster} (${vip}) bears`;
	const foot = `Borne: none of ${trials} simulated trials was harmed. Logarithmic scales. Seed ${seed}, vipdrill ${vipdrillVersion}.`;
	let y = TOP;
	const rows = strains.flatMap((strain, i) => {
		const lines = strainRows(strain, y);
		y += heights[i] as number;
		return lines;
	});
	return `${[
		`<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeMarkup(title)}" font-family="system-ui, sans-serif" font-size="12">`,
		`<title>${escapeMarkup(title)}</title>`,
		`<style>${STYLE}</style>`,
		`<rect class="bg" x=".5" y=".5" width="${WIDTH - 1}" height="${height - 1}" rx="8"/>`,
		text(LEFT, 28, title, 'ink', 'font-size="15" font-weight="600"'),
		...rows,
		text(LEFT, height - 13, foot, 'soft', 'font-size="11"'),
		'</svg>',
	].join('\n')}\n`;
}

function strainRows(strain: StrainResult, top: number): string[] {
	const ends = [strain.probes[0]?.shown, strain.probes.at(-1)?.shown].join(' … ');
	return [
		text(LEFT, top + 14, strain.title, 'ink', 'font-weight="600"'),
		text(BAR_X, top + 14, ends, 'soft'),
		...strain.edges.flatMap((edge, i) => {
			const y = top + HEAD + i * ROW;
			const { borne, breaksAt } = scaleOf(strain, edge);
			const part = (from: number, to: number, kind: string) =>
				to > from
					? [`<rect class="${kind}" x="${BAR_X + from * BAR}" y="${y - 3}" width="${(to - from) * BAR}" height="10"/>`]
					: [];
			return [
				text(LEFT, y + 6, HARMS[edge.harm], 'soft'),
				...part(0, borne, 'good'),
				...part(borne, breaksAt, 'gap'),
				...part(breaksAt, 1, 'bad'),
				text(TEXT_X, y + 6, edgeSentence(strain, edge), 'ink'),
			];
		}),
	];
}

const text = (x: number, y: number, content: string, kind: string, more = '') =>
	`<text class="${kind}" x="${x}" y="${y}"${more && ` ${more}`}>${escapeMarkup(content)}</text>`;

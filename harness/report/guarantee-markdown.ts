import { escapeMarkdown } from '../base/escape-markdown.ts';
import type { Guarantee, GuaranteedClass } from '../guarantee/shape.ts';
import { figuresText, outageText, rangeText, simulatedText, whoText } from '../guarantee/wording.ts';
import { markdownTable } from './markdown-table.ts';

const column = (head: string) => ({ head, numeric: false });

/** A guarantee as a table for a README. Ends with a line end. */
export function guaranteeMarkdown({ classes, simulated, cluster, vip, vipdrillVersion }: Guarantee): string {
	const heads = ['failure', 'who takes over', 'takeover', 'nobody is served'];
	const columns = [...heads, ...(simulated ? ['takeover, simulated', 'nobody is served, simulated'] : [])].map(column);
	const sentence = simulatedText(simulated);
	return [
		...markdownTable(
			columns,
			classes.map((one) => rowOf(one, simulated !== null)),
		),
		'',
		`${escapeMarkdown(cluster)}, floating IP ${vip}: bounds that timers alone give, by vipdrill ${vipdrillVersion}.${sentence ? ` ${escapeMarkdown(sentence)}` : ''}`,
		'',
	].join('\n');
}

function rowOf({ failure, theory, simulation }: GuaranteedClass, isSimulated: boolean): string[] {
	const who = escapeMarkdown(whoText(theory));
	const bounds = [theory.takeover, theory.outage].map(rangeText);
	const figures = isSimulated ? [figuresText(simulation?.takeover ?? null), outageText(simulation)] : [];
	return [failure, theory.outcome === 'never' ? `**${who}**` : who, ...bounds, ...figures];
}

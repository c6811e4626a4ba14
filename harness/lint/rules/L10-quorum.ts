import { numberOf, settingOf } from '../../keepalived/model.ts';
import { virtualServer } from '../examples.ts';
import type { Rule } from '../rule.ts';
import { virtualServers } from '../servers.ts';

/** A quorum that cannot be, or servers that get nothing. */
export const L10: Rule = {
	id: 'L10',
	name: 'quorum-or-weight-unreachable',
	severity: 'warning',
	since: '0.1.0',
	about: 'file',
	says: 'A quorum above the sum of all weights is lowered by keepalived; a real server of weight 0 gets no customers.',
	fix: 'Correct the quorum or the weights',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': virtualServer('  lb_algo rr\n  lb_kind DR\n  protocol TCP\n  quorum 3\n') }, at: ['a.conf:5'] },
	good: { files: { 'a.conf': virtualServer('  lb_algo rr\n  lb_kind DR\n  protocol TCP\n  quorum 2\n') } },
	*check({ hosts }) {
		for (const { conf } of hosts)
			for (const { block, name, realServers } of virtualServers(conf.model)) {
				const common = numberOf(block, 'weight') ?? 1;
				const sum = realServers.reduce((total, one) => total + (numberOf(one, 'weight') ?? common), 0);
				const quorum = settingOf(block, 'quorum');
				if (quorum && Number(quorum.values[0]) > sum)
					yield {
						at: quorum.at,
						chain: quorum.chain,
						message: `the weights of ${name} are ${sum} together, less than the quorum of ${String(quorum.values[0])}, which keepalived lowers to that`,
					};
				for (const real of realServers) {
					const weight = settingOf(real, 'weight');
					if (weight && weight.values[0] === 0)
						yield {
							severity: 'note',
							at: weight.at,
							chain: weight.chain,
							message: `${real.names.join(' ')} has weight 0, so it gets no new customers`,
						};
				}
				const algo = settingOf(block, 'lb_algo') ?? settingOf(block, 'lvs_sched');
				const weights = new Set(realServers.map((one) => numberOf(one, 'weight') ?? common));
				if (algo && /^(rr|lc)$/.test(String(algo.values[0])) && weights.size > 1 && !weights.has(0))
					yield {
						severity: 'note',
						at: algo.at,
						chain: algo.chain,
						message: `${String(algo.values[0])} does not look at weights, and those of ${name} differ`,
						fix: `Write lb_algo w${String(algo.values[0])}`,
					};
				if (algo && String(algo.values[0]) !== 'sh' && block.settings.some(({ keyword }) => /^sh-/.test(keyword)))
					yield {
						severity: 'note',
						at: algo.at,
						chain: algo.chain,
						message: 'sh-port and sh-fallback are for lb_algo sh alone, and keepalived ignores them',
					};
			}
	},
};

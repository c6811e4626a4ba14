import { flagOf, settingOf } from '../../keepalived/model.ts';
import { instance } from '../examples.ts';
import { isUnicast, removeLine, statementAt } from '../look.ts';
import type { Rule } from '../rule.ts';

/** Strict mode, or no_accept: packet filters in front of the floating IP. */
export const K17: Rule = {
	id: 'K17',
	name: 'address-answers-nobody',
	severity: 'warning',
	since: '0.1.0',
	about: 'file',
	says: 'keepalived adds a packet filter that drops what customers send to the floating IP, so it moves as it should and answers nobody. vrrp_strict is in keepalived’s own sample.',
	fix: 'Remove vrrp_strict (and strict_mode, no_accept)',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': instance('', 'global_defs {\n  vrrp_strict\n}\n') }, at: ['a.conf:2'] },
	good: { files: { 'a.conf': instance('', 'global_defs {\n  router_id a\n}\n') } },
	*check({ hosts, input: { texts } }) {
		for (const { conf, globals, instances } of hosts) {
			const strict = flagOf(globals, 'vrrp_strict') ? settingOf(globals, 'vrrp_strict') : undefined;
			const bound = instances.filter(({ block }) => flagOf(block, 'strict_mode') !== false);
			// A version 3 instance with accept takes packets all the same.
			const deaf = bound.filter(({ spec, block }) => spec.priority !== 255 && !(spec.version === 3 && flagOf(block, 'accept')));
			if (strict && (deaf.length > 0 || instances.length === 0)) {
				const message =
					'vrrp_strict makes keepalived filter what comes to the floating IP: it answers neither ping nor customers';
				const edits = strict.chain.length === 0 ? removeLine(texts, strict.at, statementAt(conf, strict.at)) : [];
				yield { at: strict.at, chain: strict.chain, message, edits };
			}
			for (const { spec, block } of instances) {
				const own = flagOf(block, 'strict_mode') ? settingOf(block, 'strict_mode') : undefined;
				if (own && !flagOf(block, 'accept')) {
					const message =
						'strict_mode makes keepalived filter what comes to the floating IP: it answers neither ping nor customers';
					yield { at: own.at, chain: own.chain, message };
				}
				const refused = settingOf(block, 'no_accept');
				if (refused && !flagOf(block, 'accept'))
					yield {
						at: refused.at,
						chain: refused.chain,
						message: 'no_accept makes keepalived drop what comes to the floating IP',
					};
				if ((own || (strict && bound.some((one) => one.block === block))) && isUnicast(spec)) {
					const at = block.lists.unicast_peer?.[0]?.at ?? block.at;
					const message = 'strict mode has no unicast: keepalived refuses the instance, and ends';
					yield { severity: 'error', at, chain: block.chain, message };
				}
			}
		}
	},
};

import { settingOf } from '../../keepalived/model.ts';
import { instance } from '../examples.ts';
import { commandsOf } from '../look.ts';
import type { Rule } from '../rule.ts';

/** Words of scripts that move an address at a provider. */
const PROVIDER =
	/\b(aws|ec2|eip|hcloud|hetzner|ovh|scaleway|gcloud|azure?|doctl|digitalocean|linode|vultr|openstack)\b|floating[-_]?ip|failover[-_]?ip|assign[-_]?(ip|eip|address)|associate[-_]address|elastic[-_]?ip/i;

/** A notify script that moves a provider's address, and is not run again after a split. */
export const K20: Rule = {
	id: 'K20',
	name: 'loser-acts-last',
	severity: 'warning',
	since: '0.1.0',
	about: 'file',
	says: 'When two masters meet again, the one that stays has no change of state, so its script does not run: the provider’s address stays with the host that just let go.',
	fix: 'Add notify_master_rx_lower_pri with the same script',
	drill: null,
	proof: null,
	bad: { files: { 'a.conf': instance('  notify_master "/usr/local/bin/assign-floating-ip"\n') }, at: ['a.conf:5'] },
	good: {
		files: {
			'a.conf': instance(
				'  notify_master "/usr/local/bin/assign-floating-ip"\n  notify_master_rx_lower_pri "/usr/local/bin/assign-floating-ip"\n',
			),
		},
	},
	*check({ hosts }) {
		for (const { conf } of hosts)
			for (const { kind, text, at, chain, block } of commandsOf(conf.model)) {
				if (!/^notify(_master)?$/.test(kind) || !PROVIDER.test(text) || settingOf(block, 'notify_master_rx_lower_pri')) continue;
				yield {
					at,
					chain,
					message: `${kind} seems to move an address at a provider, and does not run on the host that stays MASTER when a split ends`,
				};
			}
	},
};

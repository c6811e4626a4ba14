import { expect } from 'chai';
import { keepsAddressesOf } from './networkd.ts';

const file = (name: string, text: string) => ({ target: `/etc/systemd/network/${name}`, text });
const lan = (match: string, more = '') => `[Match]\n${match}\n[Network]\nAddress=10.0.0.1/24\n${more}`;
const KEEP = 'KeepConfiguration=static\n';

describe('what systemd-networkd keeps when it restarts', () => {
	for (const [what, files, keeps] of [
		['nothing of others without a file', [], false],
		['nothing of others by default', [file('lan.network', lan('Name=ens18'))], false],
		['all with KeepConfiguration=static', [file('lan.network', lan('Name=ens18', KEEP))], true],
		['all with KeepConfiguration=yes', [file('lan.network', lan('Name=ens18', 'KeepConfiguration = yes\n'))], true],
		['what DHCP gave alone, with dynamic', [file('lan.network', lan('Name=ens18', 'KeepConfiguration=dynamic\n'))], false],
		['by the last line', [file('lan.network', lan('Name=ens18', `${KEEP}KeepConfiguration=no\n`))], false],
		['nothing by a comment', [file('lan.network', lan('Name=ens18', `# ${KEEP}`))], false],
		['nothing by a file for another NIC', [file('lan.network', lan('Name=eth0', KEEP))], false],
		['by a pattern', [file('lan.network', lan('Name=eth* ens1?', KEEP))], true],
		['nothing by a pattern that excludes the NIC', [file('lan.network', lan('Name=!ens*', KEEP))], false],
		['by the address of the NIC', [file('lan.network', lan('MACAddress=02:00:0a:00:00:0b', KEEP))], true],
		[
			'by the first file that matches',
			[file('20.network', lan('Name=ens18', KEEP)), file('10.network', lan('Name=ens18'))],
			false,
		],
		['nothing by a file elsewhere', [{ target: '/root/lan.network', text: lan('Name=ens18', KEEP) }], false],
	] as const)
		it(what, () => {
			expect(keepsAddressesOf(files, 'ens18')).to.equal(keeps);
		});
});

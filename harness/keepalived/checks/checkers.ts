import { type Block, blocksOf, settingOf, wordOf } from '../model.ts';
import { type Checked, complain, familyOf } from './check.ts';

/** What keepalived finds as it completes the checks of real servers, and what these name (check_http.c and its like). */
export function checkCheckers(checked: Checked): void {
	// Whether keepalived has no check yet.
	let isFirst = true;
	for (const server of blocksOf(checked.model, 'virtual_server'))
		for (const real of blocksOf(server, 'real_server'))
			for (const check of real.blocks) isFirst = !checkOne(checked, real, check, isFirst) && isFirst;
	for (const bfd of blocksOf(checked.model, 'bfd_instance')) checkBfd(checked, bfd);
	for (const name of ['track_file', 'vrrp_track_file'])
		for (const file of blocksOf(checked.model, name)) if (!settingOf(file, 'file')) lack(checked, file, 'file');
}

function lack(checked: Checked, block: Block, keyword: string): void {
	const message = `there is no ${keyword}, so keepalived drops the block`;
	complain(checked, block, keyword, message, `Add ${keyword}`, { code: 'block-incomplete', severity: 'error' });
}

/** Whether keepalived keeps the check. */
function checkOne(checked: Checked, real: Block, check: Block, isFirst: boolean): boolean {
	const { keyword } = check;
	if ((keyword === 'HTTP_GET' || keyword === 'SSL_GET') && !checkWeb(checked, check, isFirst)) return false;
	if (keyword === 'MISC_CHECK' && !settingOf(check, 'misc_path')) lack(checked, check, 'misc_path');
	if (keyword === 'BFD_CHECK') checkNamed(checked, check, 'name', ['bfd_instance']);
	if (keyword === 'FILE_CHECK') checkNamed(checked, check, 'track_file', ['track_file', 'vrrp_track_file']);
	for (const host of [check, ...blocksOf(check, 'host')]) checkAddresses(checked, real, host);
	return true;
}

function checkAddresses(checked: Checked, real: Block, check: Block): void {
	const own = wordOf(check, 'connect_ip');
	const [to, from] = [own ?? real.names[0], wordOf(check, 'bindto')];
	if (to !== undefined && from !== undefined && familyOf(to) !== familyOf(from))
		complain(
			checked,
			check,
			'bindto',
			'connect_ip is of the other family, so keepalived drops one of them',
			'Use addresses of one family',
		);
	if (own !== undefined && /^fe[89ab]/i.test(own) && !settingOf(check, 'bind_if'))
		complain(checked, check, 'connect_ip', 'a link-local address needs bind_if, so keepalived drops the check', 'Add bind_if');
}

function checkNamed(checked: Checked, check: Block, keyword: string, kinds: readonly string[]): void {
	const name = wordOf(check, keyword);
	if (name === undefined) lack(checked, check, keyword);
	else if (!checked.model.blocks.some((block) => kinds.includes(block.keyword) && block.names[0] === name)) {
		const message = `no ${kinds[0]} has this name, so keepalived drops the check`;
		complain(checked, check, keyword, message, `Define ${kinds[0]} ${name}, or correct the name`, {
			code: 'not-defined',
			severity: 'error',
			value: name,
		});
	}
}

function checkWeb(checked: Checked, check: Block, isFirst: boolean): boolean {
	const urls = blocksOf(check, 'url');
	const whole = urls.filter((url) => settingOf(url, 'path'));
	for (const url of urls) if (!settingOf(url, 'path')) lack(checked, url, 'path');
	if (whole.length > 0) return true;
	// http_get_check_end() looks at the check before the one that it has just dropped.
	const message = isFirst
		? 'there is no url with a path, and keepalived 2.2.7 crashes'
		: 'there is no url with a path, so keepalived drops the check';
	const keepalived = isFirst ? 'refuses' : 'complains';
	complain(checked, check, 'url', message, 'Add url with a path', { code: 'block-incomplete', severity: 'error', keepalived });
	return false;
}

function checkBfd(checked: Checked, bfd: Block): void {
	const neighbour = bfd.settings.findLast(({ keyword }) => /^neighbou?r_ip$/.test(keyword))?.values.join('');
	if (neighbour === undefined) lack(checked, bfd, 'neighbor_ip');
	const source = wordOf(bfd, 'source_ip');
	if (neighbour !== undefined && source !== undefined && familyOf(neighbour) !== familyOf(source))
		complain(
			checked,
			bfd,
			'source_ip',
			'it is of another family than neighbor_ip, so keepalived drops the block',
			'Use addresses of one family',
		);
}

/** keepalived takes no more of a password (vrrp_parser.c: auth_data has 8 bytes). */
const AUTH_BYTES = 8;

/** Every form in which an `auth_pass` of a keepalived.conf may be quoted: as a word, as the rest of its line, and the 8 bytes that keepalived uses. */
export function passwordsIn(text: string): string[] {
	return text.split(/\r?\n/).flatMap((line) => {
		const rest = /\bauth_pass\b[\s"'=:]*?[ \t=:]+(.*)$/.exec(line)?.[1]?.trim() ?? '';
		if (rest === '') return [];
		const quoted = /^"([^"]*)/.exec(rest)?.[1] ?? '';
		const [word = ''] = rest.split(/[\s{}#!"]/);
		const [blank = ''] = rest.split(/\s/);
		const found = [rest, rest.replace(/^"|"$/g, ''), quoted, word, blank, blank.replace(/\\([#!])/g, '$1')];
		return found.flatMap((one) => [one, firstBytes(one)]).filter((one) => one !== '');
	});
}

/** A password as keepalived uses it. */
export function firstBytes(password: string): string {
	let used = '';
	for (const letter of password) {
		if (new TextEncoder().encode(used + letter).length > AUTH_BYTES) break;
		used += letter;
	}
	return used;
}

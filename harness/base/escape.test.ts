import { expect } from 'chai';
import { escapeMarkup } from './escape.ts';

describe('escapeMarkup', () => {
	for (const [what, text, expected] of [
		['markup', `<a b="c">&'`, '&lt;a b=&quot;c&quot;&gt;&amp;&#39;'],
		['an entity', '&amp;', '&amp;amp;'],
		['white space', 'a\tb\nc\r', 'a\tb\nc\r'],
		['control characters', 'a\u0000b\u001bc\u007fd\u009f', 'a\uFFFDb\uFFFDc\uFFFDd\uFFFD'],
		['lone surrogates', 'a\ud800b\udc00', 'a\uFFFDb\uFFFD'],
		['forbidden code points', '\ufffe\uffff', '\uFFFD\uFFFD'],
		['other scripts and emoji', 'é 漢 🐳 —', 'é 漢 🐳 —'],
	] as const)
		it(what, () => expect(escapeMarkup(text)).to.equal(expected));
});

/** How a host's colour is called in the style sheet; more hosts than colours begin anew. */
export const hostLook = (index: number): string => (index < 0 ? 'h8' : `h${index % 8}`);

const LIGHT = `--bg: #f7f7f4; --card: #ffffff; --ink: #1b2026; --soft: #59626c; --line: #e2e4e0; --lane: #f0f1ee; --accent: #2a5d9c; --halo: #ffffff;
--pass: #25734a; --fail: #b83220; --inconclusive: #8f5a08; --theory: rgba(42, 93, 156, .13); --theory-line: #2a5d9c; --on: #ffffff;
--up: #d3ddd5; --down: #3b3f45; --frozen: #7db4d8; --cut: #cf9a3a; --hurt: #d9a7a0; --fault: #c23b27;
--MASTER: #2f7d5b; --BACKUP: #c9d8cf; --FAULT: #c23b27; --STOPPED: #c9ccd0; --well: #8fbca0; --part: #e0b75c; --none: #c9574a;
--ok: #4d9a70; --timeout: #c23b27; --refused: #d07f1f; --unreachable: #8e3f8c; --not-sent: #9aa1a9;
--h0: #2d6a99; --h1: #b5791c; --h2: #6f58a8; --h3: #2f8073; --h4: #b04a72; --h5: #5f7f2c; --h6: #8d5b3a; --h7: #4c6fb1; --h8: #7b7f85;`;

const DARK = `--bg: #121518; --card: #1a1e22; --ink: #e6e9eb; --soft: #a0aab3; --line: #2d343a; --lane: #23282d; --accent: #83b3ea; --halo: #1a1e22;
--pass: #6cc295; --fail: #f08a76; --inconclusive: #e5b25c; --theory: rgba(131, 179, 234, .16); --theory-line: #83b3ea; --on: #111417;
--up: #36443b; --down: #8b929a; --frozen: #6fb0da; --cut: #d9ab54; --hurt: #7a4a44; --fault: #ee7460;
--MASTER: #5cb88a; --BACKUP: #3a4c42; --FAULT: #ee7460; --STOPPED: #454b52; --well: #5c8a6d; --part: #b98f3c; --none: #d4685a;
--ok: #5fae84; --timeout: #ee7460; --refused: #e3a04c; --unreachable: #c98ac7; --not-sent: #6b737b;
--h0: #6caedd; --h1: #dfa94f; --h2: #ab98e0; --h3: #63b8a8; --h4: #e08bac; --h5: #a3c06b; --h6: #c99a78; --h7: #8fb0ea; --h8: #a5abb2;`;

/** The colours of pages and pictures, by the reader's light or dark; on paper light. Hosts, states and outcomes are named as in the lanes. */
export const PALETTE = `:root { color-scheme: light dark; ${LIGHT} }
@media screen and (prefers-color-scheme: dark) { :root { ${DARK} } }`;

/** A colour by its name, for a drawing. */
export const color = (name: string): string => `var(--${name})`;

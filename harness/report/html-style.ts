/** The one style sheet of index.html: system fonts, light and dark by the reader's preference, no network. */
export const STYLE = `
:root {
	color-scheme: light dark;
	--bg: #fbfbf9; --card: #ffffff; --ink: #1d2126; --soft: #5c6570; --line: #e1e3e1; --lane: #eceeec;
	--good: #5e9c76; --bad: #c8442f; --bad2: #d98a2b; --bad3: #9a3f7a; --none: #b9bec4; --fault: #c8442f; --undo: #3f6fae;
	--theory: rgba(63, 111, 174, .14); --down: rgba(200, 68, 47, .22);
	--h0: #2f6690; --h1: #b07d2b; --h2: #6b5b95; --h3: #3a7d6b; --h4: #a4496a; --h5: #5d7a34; --h6: #8a5a3c; --h7: #4a6fa5; --h8: #7a7a7a;
}
@media (prefers-color-scheme: dark) {
	:root {
		--bg: #14171a; --card: #1b1f23; --ink: #e4e7e9; --soft: #98a2ac; --line: #2c3238; --lane: #262b30;
		--good: #5fa37c; --bad: #e8654f; --bad2: #e2a04a; --bad3: #c773a6; --none: #59616a; --fault: #e8654f; --undo: #79a5e0;
		--theory: rgba(121, 165, 224, .17); --down: rgba(232, 101, 79, .26);
		--h0: #6aa5d0; --h1: #d9a955; --h2: #a394d1; --h3: #67b39d; --h4: #d67f9f; --h5: #9bbb6a; --h6: #c39272; --h7: #8aaee0; --h8: #a8a8a8;
	}
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 1180px; margin: 0 auto; padding: 40px 24px 64px; }
h1 { font-size: 26px; font-weight: 650; letter-spacing: -.01em; margin: 0 0 4px; }
h2 { font-size: 20px; font-weight: 650; letter-spacing: -.005em; margin: 44px 0 2px; }
h3 { font-size: 15px; font-weight: 600; margin: 26px 0 6px; }
p { margin: 4px 0; max-width: 78ch; }
.soft, figcaption { color: var(--soft); font-size: 13px; }
.badge { display: inline-block; padding: 1px 9px; border-radius: 99px; font-size: 12px; font-weight: 600; border: 1px solid currentColor; vertical-align: 3px; margin-left: 8px; }
.pass { color: var(--good); } .fail { color: var(--bad); } .inconclusive { color: var(--bad2); }
.notice { border-left: 3px solid var(--undo); padding: 2px 0 2px 12px; margin: 16px 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13px; font-variant-numeric: tabular-nums; margin: 8px 0; }
th { text-align: left; color: var(--soft); font-weight: 500; white-space: nowrap; }
th, td { padding: 5px 14px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td.num, th.num { text-align: right; white-space: nowrap; }
tr:last-child td { border-bottom: 0; }
td.mark { width: 1em; font-weight: 700; }
figure { margin: 14px 0 0; padding: 14px 16px 8px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
figcaption { margin-bottom: 4px; } figcaption b { color: var(--ink); font-weight: 600; }
svg { display: block; width: 100%; height: auto; font: 11px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; font-variant-numeric: tabular-nums; }
svg .name { fill: var(--ink); font-size: 12px; } svg .axis { fill: var(--soft); } svg .lane { fill: var(--lane); } svg .grid { stroke: var(--line); }
svg .theory { fill: var(--theory); } svg .down { fill: var(--down); } svg .hit, .legend .hit { fill: var(--fault); opacity: .55; } svg .fault { stroke: var(--fault); fill: none; } svg .undo { stroke: var(--undo); fill: none; }
svg text.fault { fill: var(--fault); stroke: none; } svg text.undo { fill: var(--undo); stroke: none; } svg text.theory { fill: var(--undo); }
.o-ok { fill: var(--good); } .o-timeout { fill: var(--bad); } .o-refused, .o-reset { fill: var(--bad2); }
.o-unreachable, .o-bad-status, .o-bad-body { fill: var(--bad3); } .o-not-sent { fill: var(--none); }
${Array.from({ length: 9 }, (_, i) => `.f${i} { fill: var(--h${i}); } .s${i} { stroke: var(--h${i}); }`).join(' ')}
.legend { display: flex; flex-wrap: wrap; gap: 2px 16px; color: var(--soft); font-size: 12px; margin: 2px 0 4px; }
.legend svg { display: inline-block; width: 10px; height: 10px; margin-right: 5px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 18px; font-size: 13px; } dt { color: var(--soft); } dd { margin: 0; }
pre { margin: 4px 0; white-space: pre-wrap; }
code { font: 12.5px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
`;

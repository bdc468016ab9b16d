/** The page's style. Charts take their colours from the same variables, so that they turn dark with it. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ink: #1d2430; --soft: #5a6475; --line: #d9dee7; --paper: #ffffff; --panel: #f5f7fa;
  --accent: #2463c7; --accent-soft: #9dbdeb; --second: #b3581a;
  --good: #1b7a3d; --bad: #b3261e; --open: #8a6100;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e4e8ef; --soft: #a0aabb; --line: #363f4e; --paper: #14181f; --panel: #1c222c;
    --accent: #76a9f5; --accent-soft: #36588c; --second: #e79a5d;
    --good: #6cc98b; --bad: #f2857c; --open: #e3b74f;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 62rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 0 0 .5rem; }
h2 small, .soft { color: var(--soft); font-weight: 400; font-size: .875rem; }
header { margin-bottom: 1.25rem; }
header p { margin: .1rem 0; overflow-wrap: anywhere; }
article + article { margin-top: 3rem; padding-top: 2rem; border-top: 2px solid var(--line); }
section { margin: 0 0 1.25rem; padding: 1rem; background: var(--panel); border: 1px solid var(--line); border-radius: .5rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem; margin-bottom: 1.25rem; }
.tile { padding: .75rem 1rem; background: var(--panel); border: 1px solid var(--line); border-radius: .5rem; }
.tile b { display: block; font-size: 1.35rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 27rem), 1fr)); gap: 1.25rem; }
.pair section { margin: 0; }
.pair { margin-bottom: 1.25rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th, td.left { min-width: 4.5rem; } td.left, td.note { overflow-wrap: anywhere; }
td b { white-space: nowrap; }
@media (max-width: 34rem) {
  table { font-size: .82rem; } th, td { padding-right: .5rem; }
  thead th.right { white-space: normal; }
  .stack thead { display: none; }
  .stack tr { display: block; padding: .4rem 0; border-bottom: 1px solid var(--line); }
  .stack tr:last-child { border-bottom: 0; }
  .stack td { display: flex; justify-content: space-between; gap: 1rem; padding: .1rem 0; border: 0; text-align: right; }
  .stack td::before { content: attr(data-label); color: var(--soft); text-align: left; }
}
tr:last-child > td { border-bottom: 0; }
th { color: var(--soft); font-weight: 500; }
.right { text-align: right; white-space: nowrap; }
td.label { color: var(--soft); white-space: nowrap; }
td.note { color: var(--soft); }
svg { display: block; width: 100%; height: auto; }
.narrow { display: none; }
@media (max-width: 34rem) { .wide { display: none; } .narrow { display: block; } section { padding: .75rem; } }
.verdict { border-left: .4rem solid var(--soft); }
.verdict.pass { border-left-color: var(--good); } .pass b, b.pass { color: var(--good); }
.verdict.regressed { border-left-color: var(--bad); } .regressed b, b.regressed { color: var(--bad); }
.verdict.inconclusive { border-left-color: var(--open); } .inconclusive b, b.inconclusive { color: var(--open); }
.verdict p { margin: .2rem 0; }
.verdict b { font-size: 1.25rem; }
dl { margin: 0; } dt { font-weight: 600; } dd { margin: 0 0 .6rem; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .85rem; margin: .5rem 0 0; }
details > summary { cursor: pointer; font-weight: 600; }
@media print { section, .tile { break-inside: avoid; } }
`;

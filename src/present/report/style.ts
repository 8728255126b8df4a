/** The report's style: the page's tokens, light and dark by the reader's wish, paper always light. No font is fetched. */
import charts from '../chart/chart.css?raw';
import { designTokens } from '../figure/palette';

const used = [
  '--mantine-color-body',
  '--canvas',
  '--sunk',
  '--line',
  '--outline',
  '--outline-strong',
  '--text',
  '--text-2',
  '--accent',
  '--accent-text',
  '--activates',
  '--represses',
  '--activates-text',
  '--represses-text',
  '--warning-fill',
  '--warning-line',
  '--warning-text',
  '--warning-icon',
];

function tokensOf(scheme: 'light' | 'dark'): string {
  const values = used.map((name) => `${name}:${designTokens[scheme][name] ?? 'currentColor'}`);
  return `:root{color-scheme:${scheme};${values.join(';')}}`;
}

const page = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--mantine-color-body);color:var(--text);font:15px/1.55 Inter,ui-sans-serif,system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-feature-settings:'tnum'}
main,header,footer{max-width:984px;margin:0 auto;padding:0 24px}
header{padding-top:40px}
h1{font-size:30px;line-height:1.2;letter-spacing:-.015em;margin:6px 0 8px;font-weight:650;text-wrap:balance}
h2{font-size:20px;line-height:1.3;letter-spacing:-.01em;margin:0 0 10px;font-weight:650;text-wrap:balance}
h3{font-size:14px;line-height:1.4;margin:0 0 8px;font-weight:600;text-wrap:balance}
p,ul,dl{margin:0 0 12px}
p{max-width:76ch;overflow-wrap:anywhere}
section{padding:28px 0 20px;border-top:1px solid var(--line)}
a{color:var(--accent-text)}
.kicker,.lead,.muted,figcaption,footer{color:var(--text-2)}
.kicker{font-size:13px;margin:0}
.lead{font-size:16px;margin-bottom:20px;overflow-wrap:anywhere}
figure{margin:0;min-width:0}
figcaption{font-size:12.5px;line-height:1.45;margin-top:8px;max-width:60ch}
nav{font-size:13px;margin:16px 0 28px}
nav ul{display:flex;flex-wrap:wrap;gap:4px 18px;list-style:none;padding:0;margin:0}
nav a{display:inline-block;padding:4px 0}
code,pre{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,'Liberation Mono',monospace}
code{overflow-wrap:anywhere}
pre{background:var(--sunk);border:1px solid var(--line);border-radius:6px;padding:10px 14px;margin:0 0 12px;white-space:pre-wrap}
footer{font-size:13px;padding-top:18px;padding-bottom:48px;border-top:1px solid var(--line)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.defs{position:absolute}
`;

const parts = `
.warning{background:var(--warning-fill);border:1px solid var(--warning-line);color:var(--warning-text);border-radius:8px;padding:12px 16px;margin:14px 0;max-width:none}
.keys{display:flex;flex-wrap:wrap;border:1px solid var(--line);border-radius:8px;overflow:hidden;background:var(--line);gap:1px}
.keys div{flex:1 1 170px;background:var(--mantine-color-body);padding:12px 16px}
.keys dt{font-size:12.5px;color:var(--text-2)}
.keys dd{margin:2px 0 0;font-size:17px;font-weight:600}
.answers{list-style:none;padding:0;margin-top:20px}
.answers li{display:grid;grid-template-columns:270px 1fr;gap:2px 20px;padding:7px 0;border-bottom:1px solid var(--line)}
.mark{display:inline-block;padding:0 7px;font-size:12px;line-height:19px;border-radius:4px;background:var(--warning-fill);border:1px solid var(--warning-line);color:var(--warning-text);font-weight:600}
.scroll{overflow-x:auto;position:relative;margin-bottom:12px}
.scroll+h3{margin-top:28px}
table{border-collapse:collapse;width:100%;font-size:14px;line-height:1.4}
th,td{text-align:left;vertical-align:top;padding:5px 18px 5px 0;font-weight:400;border-bottom:1px solid var(--line)}
th:last-child,td:last-child{padding-right:0}
thead th{font-size:12.5px;color:var(--text-2);border-bottom-color:var(--outline);white-space:nowrap}
tbody th{font-weight:600}
tbody th.number{font-weight:400;color:var(--text-2)}
th.number:first-child{width:44px}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.activates{color:var(--activates-text);white-space:nowrap}
.represses{color:var(--represses-text);white-space:nowrap}
.doubtful .activates,.doubtful .represses{color:var(--text-2)}
.rows div{display:grid;grid-template-columns:minmax(130px,2fr) 3fr;gap:12px;padding:5px 0;border-bottom:1px solid var(--line);font-size:14px}
.rows dt{color:var(--text-2)}
.rows dd{margin:0;overflow-wrap:anywhere}
.rows.wide div{grid-template-columns:210px 1fr}
.sources,.terms{list-style:none;padding:0;font-size:13.5px;color:var(--text-2)}
.terms{margin:8px 0 24px}
.pair,.triple{display:grid;gap:28px 40px;margin:20px 0 12px;align-items:start}
@media (min-width:760px){.pair{grid-template-columns:1fr 1fr}.triple{grid-template-columns:1fr 1fr 1fr;gap:28px 24px}}
.network svg{display:block;height:auto;margin:0 auto 12px}
.dark{display:none}
`;

const paper = `
@page{size:A4;margin:16mm 15mm}
@media print{
body{font-size:10pt}
main,header,footer{max-width:none;padding-left:0;padding-right:0}
header{padding-top:0}
h1{font-size:18pt}
h2{font-size:13pt;break-after:avoid}
h3{break-after:avoid}
nav{display:none}
section{padding:14pt 0 6pt}
figure,tr,.warning,.keys,.answers li,.rows div,pre{break-inside:avoid}
.scroll{overflow:visible}
.network svg{max-width:100%;max-height:225mm}
.pair{grid-template-columns:1fr 1fr;gap:14pt 20pt}
.triple{grid-template-columns:1fr 1fr 1fr;gap:12pt}
table{font-size:9pt}
th,td{padding-top:2.5pt;padding-bottom:2.5pt}
.bar,.warning,.mark{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
@media screen and (max-width:600px){
main,header,footer{padding-left:16px;padding-right:16px}
header{padding-top:24px}
h1{font-size:24px}
.rows div,.rows.wide div{grid-template-columns:1fr;gap:0}
.answers li{grid-template-columns:1fr}
table{font-size:13px}
th,td{padding-right:8px}
th.number:first-child{width:auto}
}
`;

export const reportStyle = [
  tokensOf('light'),
  page,
  parts,
  charts,
  `@media screen and (prefers-color-scheme:dark){${tokensOf('dark')}.dark{display:block}.light{display:none}}`,
  paper,
].join('\n');

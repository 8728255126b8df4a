/** The style of the guide: the colours of the page, light and dark by the reader's wish, no font to fetch. */
import { designTokens, type Scheme } from '../../src/present/figure/palette.ts';

const used = ['--mantine-color-body', '--sunk', '--line', '--outline', '--text', '--text-2', '--accent-text'];

function tokensOf(scheme: Scheme): string {
  const values = used.map((name) => `${name}:${designTokens[scheme][name] ?? 'currentColor'}`);
  return `:root{color-scheme:${scheme};${values.join(';')}}`;
}

const rules = `*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:12px}
body{margin:0 auto;max-width:1120px;padding:20px 24px 64px;background:var(--mantine-color-body);color:var(--text);font:15px/1.55 Inter,system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}
a{color:var(--accent-text)}
header{font-size:13px}
h1,h2,h3,h4{line-height:1.25;letter-spacing:-.01em;font-weight:640;overflow-wrap:anywhere;text-wrap:balance}
h1{font-size:28px;margin:4px 0 20px}
h2{font-size:22px;margin:0 0 12px}
h3{font-size:16px;margin:24px 0 8px}
h4{font-size:15px;margin:20px 0 6px}
p,ul,ol{margin:0 0 12px;max-width:76ch;overflow-wrap:anywhere}
ul,ol{padding-left:22px}
li{margin-bottom:4px}
section{padding:28px 0 16px;border-top:1px solid var(--line)}
section:first-child{border-top:0}
nav{font-size:14px}
nav p{margin:16px 0 4px;color:var(--text-2);font-size:13px}
nav ul{list-style:none;padding-left:22px}
nav li{margin-bottom:0}
nav a{display:block;padding:3px 0}
img{display:block;max-width:100%;height:auto;margin:4px 0 12px;border:1px solid var(--line);border-radius:6px;color:var(--text-2);font-size:13px}
code,pre{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
code{background:var(--sunk);border-radius:3px;padding:1px 3px;overflow-wrap:anywhere}
pre{margin:0;padding:10px 14px}
pre code{background:none;padding:0}
.wide{overflow-x:auto;margin:0 0 14px}
.wide:has(pre){background:var(--sunk);border:1px solid var(--line);border-radius:6px}
table{border-collapse:collapse;font-size:14px}
th,td{padding:6px 14px 6px 0;border-top:1px solid var(--line);text-align:left;vertical-align:top}
thead th{border-top:0;color:var(--text-2);font-size:12px;font-weight:560}
td{min-width:90px}
td code{overflow-wrap:break-word}
:focus-visible{outline:2px solid var(--accent-text);outline-offset:2px}
@media (min-width:900px){section:first-child{padding-top:0}.columns{display:grid;grid-template-columns:250px minmax(0,1fr);gap:48px}nav{position:sticky;top:20px;align-self:start;max-height:calc(100vh - 40px);overflow-y:auto}}
@media print{nav{display:none}.columns{display:block}}
`;

export const guideStyle = `${tokensOf('light')}@media (prefers-color-scheme:dark){${tokensOf('dark')}}\n${rules}`;

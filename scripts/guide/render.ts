/** Documents in Markdown as pages of the guide: no script, no inline style, links within the guide (pages.ts). */
import { Marked, Renderer, type Tokens } from 'marked';
import { policyOfGuide } from '../policy.ts';
import { addressOf, anchorOf, nameOf, pictureAddress } from './pages.ts';

/** A document by its path in the repository. */
export interface Source {
  readonly path: string;
  readonly markdown: string;
}

/** As GitHub makes the name of a section from its heading. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

/** What is wider than a phone scrolls by itself, by keys too. */
const scrolls = (markup: string, label: string) =>
  `<div class="wide" role="group" aria-label="${label}" tabindex="0">${markup}</div>\n`;

class GuideRenderer extends Renderer {
  readonly #path: string;
  /** How many levels the headings of the document stand below those of its page. */
  readonly #below: number;
  /** Pictures that the document shows, from its folder. */
  readonly pictures: string[] = [];

  constructor(path: string, below: number) {
    super();
    this.#path = path;
    this.#below = below;
  }

  override heading({ tokens, depth }: Tokens.Heading): string {
    const plain = this.parser.parseInline(tokens, this.parser.textRenderer);
    const anchor = anchorOf(this.#path, depth === 1 ? '' : slug(unescaped(plain)));
    const id = anchor === '' ? '' : ` id="${anchor}"`;
    const level = Math.min(depth + this.#below, 6);
    return `<h${level}${id}>${this.parser.parseInline(tokens)}</h${level}>\n`;
  }

  override link({ href, tokens }: Tokens.Link): string {
    const text = this.parser.parseInline(tokens);
    const address = addressOf(this.#path, href);
    return address === null ? text : `<a href="${escaped(address)}">${text}</a>`;
  }

  override image({ href, text }: Tokens.Image): string {
    this.pictures.push(href);
    const address = escaped(pictureAddress(this.#path, href));
    return `<img src="${address}" alt="${escaped(text)}" loading="lazy" />`;
  }

  override table(token: Tokens.Table): string {
    return scrolls(super.table(token), 'Table');
  }

  /** What is empty heads nothing. */
  override tablecell(token: Tokens.TableCell): string {
    return token.header && token.text === '' ? '<td></td>\n' : super.tablecell(token);
  }

  override code({ text }: Tokens.Code): string {
    return scrolls(`<pre><code>${escaped(text)}</code></pre>`, 'Commands');
  }
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Of what the text renderer escapes. */
const unescaped = (text: string) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

function rendered({ path, markdown }: Source, below: number) {
  const renderer = new GuideRenderer(path, below);
  const markup = new Marked().parse(markdown, { renderer, async: false });
  if (typeof markup !== 'string') throw new TypeError('Markdown is rendered at once.');
  return { markup, pictures: renderer.pictures };
}

/** The first heading of a document, as text. */
function titleOf({ path, markdown }: Source): string {
  const title = /^# (.+)$/m.exec(markdown)?.[1];
  if (title === undefined) throw new Error(`${path} has no title.`);
  return title;
}

/** `up`: from the page to the folder of the guide. */
function page(title: string, up: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta http-equiv="Content-Security-Policy" content="${escaped(policyOfGuide)}" />
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="color-scheme" content="light dark" />
<link rel="icon" href="${up}../icons/icon.svg" />
<link rel="stylesheet" href="${up}guide.css" />
<title>${escaped(title)}</title>
</head>
<body>
${body}</body>
</html>
`;
}

const item = (address: string, title: string) => `<li><a href="${address}">${escaped(title)}</a></li>\n`;

/** All chapters on one page, with the pictures that each shows. */
export function chaptersPage(sources: readonly Source[], others: readonly Source[]) {
  const parts = sources.map((source) => ({ source, ...rendered(source, 1) }));
  const body = `<header><a href="../">Modulode</a><h1>Guide</h1></header>
<div class="columns">
<nav aria-label="Chapters">
<ol>
${sources.map((source) => item(`#${nameOf(source.path)}`, titleOf(source))).join('')}</ol>
<p>Online only</p>
<ul>
${item('../gallery/', 'Gallery of learned networks')}${others.map((source) => item(`online/${nameOf(source.path)}.html`, titleOf(source))).join('')}</ul>
</nav>
<main>
${parts.map(({ markup }) => `<section>\n${markup}</section>\n`).join('')}</main>
</div>
`;
  const pictures = parts.flatMap((part) => part.pictures.map((to) => ({ from: part.source.path, to })));
  return { html: page('Guide to Modulode', '', body), pictures };
}

/** A document that chapters point to. */
export function referencePage(source: Source) {
  const { markup, pictures } = rendered(source, 0);
  const body = `<header><a href="../">Guide</a></header>\n<main>\n${markup}</main>\n`;
  return {
    html: page(`${titleOf(source)} · Modulode`, '../', body),
    pictures: pictures.map((to) => ({ from: source.path, to })),
  };
}

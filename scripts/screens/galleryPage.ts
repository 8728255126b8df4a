/**
 * The gallery: a page without scripts or requests that shows the frozen runs, each a card with what its text says now, and a link that opens it on the
 * page above. Nothing is written by hand but the records of sources.ts.
 */
import { readFileSync } from 'node:fs';
import type { Level } from '../../src/inference/verdict/statements';
import { escapeDrawn } from '../../src/network/formats/escapeXml';
import { bundlesOf } from '../../src/present/figure/bundles';
import { compose } from '../../src/present/figure/compose';
import { paletteOf, type Scheme } from '../../src/present/figure/palette';
import { placesOf, sceneOfNetwork } from '../../src/present/figure/runFigure';
import type { Scene } from '../../src/present/figure/scene';
import { drawNetwork } from '../../src/present/figure/svg/svg';
import { tag } from '../../src/present/figure/svg/xml';
import { htmlPage, type Markup, paragraph } from '../../src/present/report/markup';
import { reportStyle } from '../../src/present/report/style';
import { doubtAbout } from '../../src/present/text/diagnosis';
import { count } from '../../src/present/text/format';
import { levelNames } from '../../src/present/text/levels';
import { type Placement, viewFor } from '../../src/share/view';
import { type Told, toldBy } from './frozen';
import { commandOf, frozenFile, type Source, sources } from './sources';

/** Of a picture, in pixels; around it is place for edges that leave it. */
const room = { width: 470, height: 300 };
const around = 14;

export async function galleryHtml(): Promise<string> {
  const cards: Markup[] = [];
  for (const source of sources) {
    const text = readFileSync(frozenFile(source.id), 'utf8').trim();
    cards.push(card(source, text, await toldBy(text)));
  }
  const body = [
    tag(
      'header',
      {},
      paragraph('Modulode', 'kicker') +
        tag('h1', {}, 'Learned networks that open at a click') +
        paragraph(lead, 'lead') +
        tag('p', {}, tag('a', { href: '../' }, 'Learn from your own screen')),
    ),
    tag('main', { class: 'gallery' }, cards.join('\n')),
    tag('footer', {}, paragraph(repeat) + tag('p', {}, sourcesLink)),
  ].join('\n');
  return htmlPage({ title: 'Modulode: gallery', style: `${reportStyle}\n${style}`, body });
}

const lead =
  'Each holds network, sliders and effects of one screen, learned with default settings, whatever came out, without its cells. In the last there is nothing to find, on purpose.';
const repeat =
  'The commands work in a clone of Modulode, after npm install. The last line compares the run with the text behind Open, byte for byte; both name the program that learned them.';
const sourcesLink = tag('a', { href: '../screens/CITATION.md' }, 'Sources and licences in full');

function card(source: Source, text: string, told: Told): Markup {
  const { id, name, about, rows, columns, licence, citation, doi } = source;
  const { verdict, cells, genes, headline, effects } = told;
  const size = `${count(cells)} ${rows} × ${count(genes)} ${columns}, ${licence}`;
  return tag(
    'article',
    { id, 'aria-labelledby': `${id}-title` },
    [
      tag('h2', { id: `${id}-title` }, escapeDrawn(name)),
      paragraph(about),
      picture(told, name),
      paragraph(headline, 'verdict'),
      paragraph(effects.sentences.headline, 'finding'),
      tag(
        'p',
        { class: 'levels' },
        `${level('Predictions', verdict.predicts.level)} ${level('Edges', verdict.edges.level)}`,
      ),
      tag('p', {}, tag('a', { class: 'open', href: `../${text}`, 'aria-label': `Open ${name}` }, 'Open')),
      paragraph(size, 'muted'),
      tag(
        'p',
        { class: 'muted' },
        `${escapeDrawn(citation)} ${tag('a', { href: `https://doi.org/${doi}` }, `doi:${escapeDrawn(doi)}`)}`,
      ),
      details(source, told),
    ].join('\n'),
  );
}

function level(of: string, said: Level): Markup {
  return tag('span', { class: `level ${said}` }, `${of}: ${levelNames[said].toLowerCase()}`);
}

function details(source: Source, { snapshot }: Told): Markup {
  const { id, source: from } = source;
  const commands = [
    source.cellsIn.madeBy,
    `npx ${commandOf(source)}`,
    `npm run screens -- --check ${id}`,
  ].filter((command) => command !== null);
  return tag(
    'details',
    {},
    [
      tag('summary', {}, 'Source and commands'),
      paragraph(`Data: ${from}`),
      paragraph(`Learned by Modulode ${snapshot.program ?? ''}:`),
      tag('pre', {}, escapeDrawn(commands.join('\n'))),
    ].join('\n'),
  );
}

/** The network in light and dark, as Explore draws it: in grey where it is not to be interpreted. */
function picture({ snapshot, network, verdict }: Told, name: string): Markup {
  const { placement } = snapshot;
  if (placement === null) return '';
  const { view } = snapshot;
  const doubt = doubtAbout(verdict);
  const drawn = sceneOfNetwork(
    { ...network, perturbed: network.data.perturbed },
    { ...viewFor(network.network.genes.length), ...viewOfGenes(view) },
  );
  const svgs = (['light', 'dark'] as const).map((scheme) =>
    tag('div', { class: scheme }, svg({ ...drawn, doubt }, placement, scheme, name)),
  );
  const caption = doubt === null ? '' : tag('figcaption', {}, 'Grey: do not interpret this network.');
  return tag('figure', {}, svgs.join('\n') + caption);
}

/** Without what a link says of sliders and selection. */
function viewOfGenes({
  edgeBudget,
  minimumStability,
  moduleNames,
  hiddenGenes,
  hiddenEdges,
  arrangement,
}: Told['snapshot']['view']) {
  return { edgeBudget, minimumStability, moduleNames, hiddenGenes, hiddenEdges, arrangement };
}

function svg(scene: Scene, placement: Placement, scheme: Scheme, name: string): Markup {
  const palette = paletteOf(scheme);
  const places = placesOf(placement);
  const figure = compose(scene, palette);
  const ways = bundlesOf(figure.edges, places);
  const { content, area } = drawNetwork({ figure, places, palette, ways }, room);
  const [width, height] = [area.right - area.left, area.bottom - area.top];
  const box = [area.left - around, area.top - around, width + 2 * around, height + 2 * around];
  return tag(
    'svg',
    {
      viewBox: box.map(Math.round).join(' '),
      role: 'img',
      'aria-label': `The network of ${name}`,
      'font-family': 'inherit',
    },
    content,
  );
}

const style = `
.gallery{display:grid;gap:24px;grid-template-columns:repeat(auto-fill,minmax(min(100%,400px),1fr));align-items:stretch}
article{min-width:0;display:flex;flex-direction:column;border:1px solid var(--line);border-radius:8px;padding:20px}
article h2{margin:0}
article p{margin:0 0 8px}
article figure{margin:4px 0 12px}
article svg{display:block;width:100%;height:250px}
article .verdict{font-weight:600;margin-top:auto}
.levels{display:flex;flex-wrap:wrap;gap:6px}
.level{font-size:13px;padding:0 8px;border-radius:4px;border:1px solid var(--outline)}
.level.none,.level.uncertain{background:var(--warning-fill);border-color:var(--warning-line);color:var(--warning-text)}
.open{display:inline-block;padding:7px 18px;border-radius:6px;background:var(--accent);color:#fff;font-weight:600;text-decoration:none}
summary{cursor:pointer;padding:4px 0}
article .muted,details{font-size:13.5px}
footer{margin-top:28px}
`;

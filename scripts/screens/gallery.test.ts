/** The gallery beside the frozen runs as they lie beside the page, and beside the list that the page shows of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { type Element, elementsOf, readXml } from '../../tests/support/network/readXml';
import { levelNames } from '../../src/present/text/levels';
import { decodeLink } from '../../src/share/link';
import { galleryHtml } from './galleryPage';
import { commandOf, sources } from './sources';

const page = elementsOf(readXml(await galleryHtml()));
const cards = page.filter(({ name }) => name === 'article');

function textOf(element: Element): string {
  return element.text + element.children.map(textOf).join('');
}

function partsOf(card: Element, kind: string): readonly string[] {
  const parts = elementsOf(card).filter((part) => (part.attributes['class'] ?? '').split(' ').includes(kind));
  return parts.map(textOf);
}

function linksOf(elements: readonly Element[]): readonly string[] {
  return elements.flatMap(({ attributes }) => attributes['href'] ?? []);
}

it('has a card for every frozen run, which opens its text', () => {
  const files = readdirSync('public/screens').filter((name) => name.endsWith('.txt'));
  expect(cards.map(({ attributes }) => `${attributes['id']}.txt`).toSorted()).toEqual(files.toSorted());
  for (const card of cards) {
    const text = readFileSync(`public/screens/${card.attributes['id']}.txt`, 'utf8').trim();
    expect(linksOf(elementsOf(card))).toContain(`../${text}`);
  }
});

it.each(cards.map((card) => [card.attributes['id'] ?? '', card] as const))(
  'says of %s what its text says now, whose data they are, and how it is made again',
  async (id, card) => {
    const read = await decodeLink(readFileSync(`public/screens/${id}.txt`, 'utf8').trim());
    if (!read.ok || read.value.kind !== 'run') throw new Error('not the link of a run');
    const { network, effects, program } = read.value.snapshot;
    const judged = network?.verdict.judged?.verdict;
    if (!judged) throw new Error('not judged');
    expect(partsOf(card, 'level')).toEqual([
      `Predictions: ${levelNames[judged.predicts.level].toLowerCase()}`,
      `Edges: ${levelNames[judged.edges.level].toLowerCase()}`,
    ]);
    expect(partsOf(card, 'finding')).toEqual([effects?.sentences.headline]);
    const source = sources.find((one) => one.id === id);
    if (!source) throw new Error('no record');
    const said = textOf(card);
    for (const part of [source.citation, source.licence, source.source, commandOf(source), program])
      expect(said).toContain(part);
    expect(linksOf(elementsOf(card))).toContain(`https://doi.org/${source.doi}`);
    const drawn = new Set(
      elementsOf(card)
        .filter(({ name }) => name === 'text')
        .map(textOf),
    );
    expect(network?.network.genes.filter((gene) => drawn.has(gene)).length).toBeGreaterThan(10);
  },
);

it('has the title that the page gives each run on Open', () => {
  const listed = z
    .array(z.object({ id: z.string(), headline: z.string(), command: z.string() }))
    .parse(JSON.parse(readFileSync('src/app/session/page/frozenScreens.json', 'utf8')));
  expect(listed).toHaveLength(cards.length - 1);
  for (const { id, headline, command } of listed) {
    const card = cards.find(({ attributes }) => attributes['id'] === id);
    if (!card) throw new Error(`no card of ${id}`);
    expect(partsOf(card, 'verdict')).toEqual([headline]);
    expect(textOf(card)).toContain(command);
  }
});

it('has no script, asks no other host, and leaves to DOIs only', () => {
  expect(new Set(page.map(({ name }) => name)).has('script')).toBe(false);
  const loaded = page.flatMap(({ attributes }) =>
    [attributes['src'] ?? [], attributes['xlink:href'] ?? []].flat(),
  );
  expect(loaded).toEqual([]);
  for (const link of linksOf(page)) expect(link).toMatch(/^(?:\.\.\/|https:\/\/doi\.org\/10\.)/u);
  const [policy] = page.filter(({ attributes }) => attributes['http-equiv'] === 'Content-Security-Policy');
  expect(policy?.attributes['content']).toContain("default-src 'none'");
});

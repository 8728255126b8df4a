import { expect, it } from 'vitest';
import { plainScene } from '../../../tests/support/present/sampleRun';
import { compose } from './compose';
import { shownResponses } from './measuredResponses';
import { paletteOf } from './palette';
import type { MeasuredResponse, Scene } from './scene';
import { writeSvg } from './svg/svg';

const palette = paletteOf('light');
const genes = ['A', 'B', 'C', 'D', 'E'];
const line = (source: number, target: number, kind: MeasuredResponse['kind'], size: number) => ({
  source,
  target,
  kind,
  size,
});
/** The clearest first. */
const planted = [
  line(0, 1, 'explained', 9),
  line(0, 2, 'unexplained', 8),
  line(3, 2, 'explained', 7),
  line(0, 4, 'unseen', 6),
  line(3, 1, 'unseen', 5),
];

const edge = { source: 0, target: 1, weight: 1, strength: 1, stability: 1, unstable: false };

function sceneOf(change: Partial<Scene> = {}): Scene {
  return { ...plainScene, genes, edges: [edge], ...change };
}

const shownIn = (change: Partial<Scene> = {}, all: readonly MeasuredResponse[] = planted) =>
  shownResponses(all, sceneOf(change), 0.05);
const endsOf = ({ lines }: ReturnType<typeof shownIn>) =>
  lines.map(({ source, target }) => `${genes[source]}${genes[target]}`).toSorted();

it('shows all without a selection, those of a perturbed gene, those of a gene that responds, and that of an edge', () => {
  expect(endsOf(shownIn())).toEqual(['AB', 'AC', 'AE', 'DB', 'DC']);
  expect(shownIn().counts).toEqual({ explained: 2, unexplained: 1, unseen: 2, measured: 0 });
  expect(shownIn().sentence).toMatch(
    /responses to the perturbation of 2 genes \(q < 0\.05\).*total effects.*not edges/,
  );
  const perturbed = shownIn({ selection: { kind: 'gene', gene: 0 } });
  expect(endsOf(perturbed)).toEqual(['AB', 'AC', 'AE']);
  expect(perturbed.sentence).toContain('to the perturbation of A ');
  const responding = shownIn({ selection: { kind: 'gene', gene: 2 } });
  expect(endsOf(responding)).toEqual(['AC', 'DC']);
  expect(responding.sentence).toContain('of C to perturbations of others ');
  expect(endsOf(shownIn({ selection: { kind: 'edge', source: 3, target: 2 } }))).toEqual(['DC']);
  const none = shownIn({ selection: { kind: 'edge', source: 2, target: 3 } });
  expect([none.lines, none.sentence]).toEqual([
    [],
    expect.stringMatching(/^The selection has no measured response/),
  ]);
});

it('leaves out what is hidden, and counts it out', () => {
  expect(endsOf(shownIn({ hiddenGenes: [0] }))).toEqual(['DB', 'DC']);
  const module = { name: 'M1', genes: [1], regulators: [], stability: null };
  const hidden = shownIn({ modules: [module], hiddenModules: [0] });
  expect([endsOf(hidden), hidden.counts.explained]).toEqual([['AC', 'AE', 'DC'], 1]);
});

it('draws no more than can be read, every perturbed gene having its turn, counts all, and says so', () => {
  const many = [
    ...Array.from({ length: 200 }, (_, i) => line(0, 2 + i, 'unexplained', 900 - i)),
    ...Array.from({ length: 5 }, (_, i) => line(1, 2 + i, 'explained', 5 - i)),
  ];
  const edges = Array.from({ length: 201 }, (_, i) => ({ ...edge, target: 1 + i }));
  const shown = shownIn({ genes: Array.from({ length: 202 }, (_, i) => `G${i}`), edges }, many);
  expect(shown.lines).toHaveLength(60);
  expect(shown.lines.filter(({ source }) => source === 1)).toHaveLength(5);
  expect(shown.lines.filter(({ source }) => source === 0)).toEqual(many.slice(0, 55));
  expect(shown.counts).toEqual({ explained: 5, unexplained: 200, unseen: 0, measured: 0 });
  expect(shown.sentence).toMatch(/Drawn: 60 of 205, .*, the clearest of each/);
});

it('the figure draws them beside the edges, told apart from them and from each other without colour', () => {
  const plain = compose(sceneOf(), palette);
  const measured = shownIn();
  const figure = compose(sceneOf({ measured }), palette);
  expect(figure.edges.slice(0, 1)).toEqual(plain.edges);
  const lines = figure.edges.slice(1);
  expect(lines.map(({ mark }) => mark).toSorted()).toEqual(planted.map(({ kind }) => kind).toSorted());
  expect(new Set(figure.edges.map(({ id }) => id)).size).toBe(6);
  expect(lines.every(({ head, dashed, width }) => head === 'responds' && dashed && width < 2)).toBe(true);
  expect(new Set(lines.map(({ color }) => color)).size).toBe(3);
  const labels = figure.legend.map(({ label }) => label);
  expect(labels).toEqual(expect.arrayContaining(['response explained: 2', 'response unexplained: 1']));
  expect(labels).toEqual(expect.arrayContaining(['predicted but not seen: 2', measured.sentence]));

  const places = new Map(genes.map((_, gene) => [gene, { x: gene * 120, y: (gene % 3) * 90 }]));
  const { svg } = writeSvg({ figure, palette, places, caption: [] });
  const dashesOf = (mark: string) =>
    new Set(
      [...svg.matchAll(new RegExp(`data-mark="${mark}"><path[^>]*`, 'g'))].map(
        ([path]) => /stroke-dasharray="([^"]*)"/.exec(path)?.[1],
      ),
    );
  const dashes = ['plain', 'explained', 'unexplained', 'unseen'].map((mark) => [...dashesOf(mark)]);
  expect(dashes.every(({ length }) => length === 1)).toBe(true);
  expect(new Set(dashes.flat()).size).toBe(4);
  expect(svg).toContain('response explained: 2');
  expect(svg.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')).toContain('total effects');
});

it('of a link, where predictions are not there, have a line and a legend of their own', () => {
  const all = planted.map((one) => ({ ...one, kind: 'measured' as const }));
  const measured = shownIn({}, all);
  expect(measured.counts).toEqual({ explained: 0, unexplained: 0, unseen: 0, measured: 5 });
  expect(measured.sentence).toContain('The link does not contain their predictions.');
  expect(measured.sentence).not.toContain('Explained');
  const { legend, edges } = compose(sceneOf({ measured }), palette);
  const labels = legend.flatMap((entry) => ('label' in entry ? [entry.label] : []));
  expect(labels).toContain('measured response: 5');
  expect(labels.join()).not.toContain('explained');
  expect(edges.filter(({ mark }) => mark === 'measured')).toHaveLength(5);
});

/** By gene that is drawn. */
const isFaded = (one: Scene) =>
  Object.fromEntries(compose(one, palette).nodes.map(({ gene, opacity }) => [gene, opacity < 1]));

it('in a network of many genes no gene appears for a line: those not drawn are counted, and a selected gene keeps its own bright', () => {
  const many = Array.from({ length: 40 }, (_, i) => `G${i}`);
  const all = [line(0, 30, 'unexplained', 3), line(0, 1, 'explained', 2), line(0, 2, 'unseen', 1)];
  const selection = { kind: 'gene', gene: 0 } as const;
  const edges = [
    { ...edge, target: 3 },
    { ...edge, source: 1, target: 2 },
  ];
  const scene = sceneOf({ genes: many, selection, edges });
  expect(isFaded(scene)).toEqual({ 0: false, 1: true, 2: true, 3: false });
  const measured = shownResponses(all, scene, 0.05);
  expect(measured.counts).toEqual({ explained: 1, unexplained: 1, unseen: 1, measured: 0 });
  expect(measured.lines.map(({ target }) => target)).toEqual([1, 2]);
  expect(measured.sentence).toMatch(/Drawn: 2 of 3, between genes with a shown edge\.$/);
  expect(isFaded({ ...scene, measured })).toEqual({ 0: false, 1: false, 2: false, 3: false });
  // Hidden by the person: not counted either.
  const hidden = shownResponses(all, { ...scene, hiddenGenes: [30] }, 0.05);
  expect(hidden.counts.unexplained).toBe(0);
});

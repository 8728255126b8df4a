import { expect, it } from 'vitest';
import { aPerturbationLine as line } from '../../../tests/support/effects/perturbationLine';
import { mean } from '../../numerics/statistics';
import { svgMarkup } from './chart';
import { perturbationsOf, responseNetwork, responseNetworkChart, sharedResponders } from './responseNetwork';

const labels = ['control', 'A', 'B', 'idle'];
const genes = ['A', 'B', 'S', ...['A', 'B'].flatMap((of) => [1, 2, 3, 4, 5].map((i) => `${of}${i}`))];
const rate = 0.05;

/** log2: A and B change five genes each and S, A also B; idle changes nothing. */
function changeOf(label: string, gene: string): number {
  if (label === 'control' || label === 'idle') return 0;
  if (label === gene) return -6;
  if (gene.startsWith(label) || gene === 'S') return label === 'A' ? -2 : 1.5;
  return label === 'A' && gene === 'B' ? -1 : 0;
}

function planted() {
  const log2 = Float64Array.from(labels.flatMap((label) => genes.map((gene) => changeOf(label, gene))));
  return {
    genes,
    folds: { log2, error: new Float64Array(log2.length).fill(0.1) },
    q: log2.map((value) => (value === 0 ? 1 : 10 ** (-4 * Math.abs(value)))),
    own: Uint8Array.from(labels.flatMap((label) => genes.map((gene) => Number(label === gene)))),
    isTested: true,
  };
}

const lines = [line('A', 7), line('B', 6), line('idle', 0)];

it('draws what each acting perturbation changes but its own target, and a perturbed gene once', () => {
  const network = responseNetwork(planted(), lines, labels, rate);
  const name = (i: number) => network.nodes[i]?.name ?? '';
  const drawn = network.lines.map(({ source, target, log2 }) => `${name(source)}>${name(target)} ${log2}`);
  const expected = [
    ...[1, 2, 3, 4, 5].flatMap((i) => [`A>A${i} -2`, `B>B${i} 1.5`]),
    'A>S -2',
    'B>S 1.5',
    'A>B -1',
  ];
  expect(drawn.toSorted()).toEqual(expected.toSorted());
  expect(network).toMatchObject({ responses: 13, acting: 2 });
  expect(network.nodes.map((node) => node.name).toSorted()).toEqual(genes.toSorted());
  expect(perturbationsOf(network)).toEqual([1, 2]);
  expect(sharedResponders(network)).toEqual([{ gene: 'S', perturbations: ['A', 'B'] }]);
});

it('a gene that two perturbations target, or one with others, is apart from both', () => {
  const effects = planted();
  // A and B both target the first gene.
  effects.own.fill(0);
  effects.own[genes.length] = 1;
  effects.own[2 * genes.length] = 1;
  effects.folds.log2[3 * genes.length] = -2;
  effects.q[3 * genes.length] = 1e-9;
  const all = [...lines.slice(0, 2), line('idle', 1)];
  const { nodes, lines: drawn } = responseNetwork(effects, all, labels, rate);
  const into = drawn
    .filter(({ source }) => nodes[source]?.name === 'idle')
    .map(({ target }) => nodes[target]);
  expect(into).toMatchObject([{ name: 'A', perturbation: null }]);
});

it('genes that respond to both lie between them, those of one alone nearer to it', () => {
  const { nodes } = responseNetwork(planted(), lines, labels, rate);
  const at = (name: string) => nodes.find((node) => node.name === name) ?? { x: NaN, y: NaN };
  const distance = (a: string, b: string) => Math.hypot(at(a).x - at(b).x, at(a).y - at(b).y);
  const [a, b] = [at('A'), at('B')];
  const along = (name: string) =>
    ((at(name).x - a.x) * (b.x - a.x) + (at(name).y - a.y) * (b.y - a.y)) / distance('A', 'B') ** 2;
  expect(along('S')).toBeGreaterThan(0);
  expect(along('S')).toBeLessThan(1);
  const typical = (of: string, from: string) => mean([1, 2, 3, 4, 5].map((i) => distance(`${of}${i}`, from)));
  expect(typical('A', 'A')).toBeLessThan(typical('A', 'B'));
  expect(typical('B', 'B')).toBeLessThan(typical('B', 'A'));
});

it('the picture is wider for smaller q, tells direction twice, marks the selection and says what is left out', () => {
  const network = responseNetwork(planted(), lines, labels, rate);
  const chart = responseNetworkChart(network, 800, 1);
  const markup = svgMarkup(chart.svg);
  expect(chart.title).toBe('13 measured responses of 12 genes to 2 perturbations');
  expect(chart.note).not.toContain('Drawn');
  const drawn = [...markup.matchAll(/class="response (rises|falls)( aside)?" stroke-width="([\d.]+)"/g)];
  expect(drawn).toHaveLength(13);
  const widthsOf = (of: string) =>
    drawn.filter(([, direction]) => direction === of).map(([, , , wide]) => Number(wide));
  expect(Math.min(...widthsOf('rises'))).toBeLessThan(Math.max(...widthsOf('falls')));
  // Those of B, which is not selected, are aside.
  expect(drawn.filter(([, , aside]) => aside)).toHaveLength(6);
  expect(markup).toContain('perturbation picked');
  expect(svgMarkup(responseNetworkChart(network, 800, null).svg)).not.toContain('aside');
  expect(svgMarkup(responseNetworkChart(network, 800, 3).svg)).not.toContain('aside');

  const hundred = Array.from({ length: 200 }, (_, i) => `X${i}`);
  const big = {
    ...planted(),
    genes: hundred,
    folds: {
      log2: new Float64Array(800).fill(1),
      error: Float64Array.from({ length: 800 }, (_, i) => 1 + i / 800),
    },
    q: new Float64Array(800).fill(0.01),
    own: new Uint8Array(800),
  };
  const many = responseNetwork(big, lines, labels, rate);
  expect([many.responses, many.lines.length]).toEqual([400, 80]);
  const note = responseNetworkChart(many, 800, null).note;
  expect(note).toContain('Drawn: 80 of 400 responses');
});

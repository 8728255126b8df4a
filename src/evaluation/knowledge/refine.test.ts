import { expect, test } from 'vitest';
import { Random } from '../../numerics/random';
import { type BaseEdge, deducedClasses, type KnowledgeBase } from './base';
import { consistency } from './consistency';
import { refineBase, refineDefaults, refinedBase, type Revision } from './refine';
import type { Responses } from './responses';
import { softLoss } from './softDeduction';

const genes = 24;
const names = Array.from({ length: genes }, (_, g) => `G${g}`);
const key = ({ source, target }: { source: number; target: number }) => `${source}>${target}`;

/** A signed tree-like cascade: every gene after the first has one or two regulators before it. */
function truth(random: Random): BaseEdge[] {
  const edges: BaseEdge[] = [];
  for (let target = 1; target < genes; target++)
    edges.push({
      source: random.integer(Math.min(target, 8)),
      target,
      sign: random.uniform() < 0.3 ? -1 : 1,
    });
  return edges;
}

/** Knockouts of the first eight genes, whose responses follow all walks of the true network. */
function measuredOn(edges: readonly BaseEdge[]): Responses {
  const perturbations = Array.from({ length: 8 }, (_, gene) => ({
    label: names[gene] ?? '',
    time: null,
    cells: 100,
    settings: [{ gene, direction: -1 as const }],
  }));
  const classes = new Int8Array(perturbations.length * genes);
  const follow = (row: number, gene: number, sign: number) => {
    for (const edge of edges)
      if (edge.source === gene) {
        classes[row * genes + edge.target] = sign * edge.sign;
        follow(row, edge.target, sign * edge.sign);
      }
  };
  for (let row = 0; row < perturbations.length; row++) follow(row, row, -1);
  const isMeasured = Uint8Array.from(classes, (_, at) => (at % genes === Math.floor(at / genes) ? 0 : 1));
  // A response weakens with every step, as in cells.
  const effect = Float64Array.from(classes, (value, at) => {
    const direct = edges.some((edge) => edge.source === Math.floor(at / genes) && edge.target === at % genes);
    return value * (direct ? 2 : 1);
  });
  const q = effect.map((value) => (value === 0 ? 0.7 : 1e-6));
  return { genes, perturbations, classes, isMeasured, isClear: isMeasured, effect, q };
}

const settings = { ...refineDefaults, hops: 8 };
const regulators = Array.from({ length: 8 }, (_, gene) => gene);
const refined = (edges: readonly BaseEdge[], responses: Responses) =>
  refineBase({ genes: names, edges }, responses, regulators, settings);
const ofKind = (revisions: readonly Revision[], kind: Revision['kind']) =>
  revisions.filter((revision) => revision.kind === kind).map(key);

test('A base with turned, false and missing edges is restored, each change with its kind', () => {
  for (const seed of [1, 2, 3]) {
    const edges = truth(new Random(seed));
    const responses = measuredOn(edges);
    const [turned, missing] = [
      [edges[4], edges[9]],
      [edges[6], edges[14]],
    ];
    const wrong = [
      ...edges
        .filter((edge) => !missing.includes(edge))
        .map((edge) => (turned.includes(edge) ? { ...edge, sign: -edge.sign as 1 | -1 } : edge)),
      { source: 7, target: 1, sign: 1 as const },
    ];
    const { revisions, misfit } = refined(wrong, responses);
    expect(ofKind(revisions, 'turned').toSorted()).toEqual(
      turned.map((edge) => key(edge as BaseEdge)).toSorted(),
    );
    expect(ofKind(revisions, 'added').toSorted()).toEqual(
      missing.map((edge) => key(edge as BaseEdge)).toSorted(),
    );
    expect(ofKind(revisions, 'removed')).toEqual(['7>1']);
    expect(misfit.after).toBeLessThan(misfit.before / 2);
    const after = refinedBase({ genes: names, edges: wrong }, revisions);
    expect(new Set(after.edges.map((edge) => `${key(edge)} ${edge.sign}`))).toEqual(
      new Set(edges.map((edge) => `${key(edge)} ${edge.sign}`)),
    );
  }
});

test('A right base stays as it is, and an edge without a sign takes the measured one', () => {
  const edges = truth(new Random(4));
  const responses = measuredOn(edges);
  expect(new Set(refined(edges, responses).revisions.map(({ kind }) => kind))).toEqual(new Set(['kept']));
  const unsigned = edges.map((edge, e) => (e === 12 ? { ...edge, sign: 0 as const } : edge));
  const signed = refined(unsigned, responses).revisions.filter(({ kind }) => kind !== 'kept');
  expect(signed).toMatchObject([{ kind: 'signed', before: 0, after: edges[12]?.sign }]);
});

test('Every change rests on a response of its target, and predictions alone change no edge', () => {
  const edges = truth(new Random(5));
  const responses = measuredOn(edges);
  const blind: Responses = { ...responses, isClear: new Uint8Array(responses.classes.length) };
  const experiments = regulators.map((gene) => [{ gene, direction: 1 as const }]);
  const predictions = {
    leftOut: responses.classes,
    experiments,
    classes: new Int8Array(experiments.length * genes).fill(1),
  };
  const base = { genes: names, edges };
  const { revisions, trust } = refineBase(base, blind, regulators, settings, predictions);
  expect(revisions.every(({ kind }) => kind === 'kept' || kind === 'added')).toBe(true);
  expect(revisions.filter(({ kind }) => kind === 'added')).toEqual([]);
  // Predictions that equal the measurements are trusted everywhere; those of the opposite sign where nothing changes.
  expect([...(trust ?? [])]).toEqual(names.map(() => 1));
  const opposite = responses.classes.map((value) => -value);
  const distrusted = refineBase(base, responses, regulators, settings, {
    ...predictions,
    leftOut: opposite,
  }).trust;
  const responding = names.map((_, gene) =>
    regulators.every((_one, row) => responses.classes[row * genes + gene] === 0) ? 1 : 0,
  );
  expect([...(distrusted ?? [])]).toEqual(responding);
});

test('The refined base agrees with responses that were not used', () => {
  const edges = truth(new Random(6));
  const responses = measuredOn(edges);
  // Edges that the knockout of gene 0 reaches through others are turned; it is left out of refinement.
  const wrong = edges.map((edge, e) =>
    e % 3 === 0 && edge.source !== 0 ? { ...edge, sign: -edge.sign as 1 | -1 } : edge,
  );
  const used = { ...responses, isClear: responses.isClear.map((one, at) => (at < genes ? 0 : one)) };
  const { revisions } = refined(wrong, used);
  const agreement = (base: KnowledgeBase) => {
    const said = deducedClasses(base, [[{ gene: 0, direction: -1 }]], 8);
    const first = { ...responses, classes: responses.classes.slice(0, genes) };
    return consistency(said, first, said, 0.5).data.macro ?? 0;
  };
  const before = { genes: names, edges: wrong };
  expect(agreement(before)).toBeLessThan(0.9);
  expect(agreement(refinedBase(before, revisions))).toBe(1);
});

test('The gradient of the soft misfit equals finite differences', () => {
  const random = new Random(7);
  const edges = [...truth(random), { source: 9, target: 2, sign: 1 as const }];
  const problem = {
    genes,
    sources: Int32Array.from(edges, ({ source }) => source),
    targets: Int32Array.from(edges, ({ target }) => target),
    experiments: [
      [{ gene: 0, direction: -1 as const }],
      [
        { gene: 1, direction: 1 as const },
        { gene: 3, direction: -1 as const },
      ],
    ],
    classes: Int8Array.from({ length: 2 * genes }, () => random.integer(3) - 1),
    weights: Float64Array.from({ length: 2 * genes }, () => random.uniform()),
    hops: 3,
  };
  const strengths = Float64Array.from(edges, () => 2 * random.uniform() - 1);
  const gradient = new Float64Array(edges.length);
  softLoss(problem, strengths, gradient);
  const unused = new Float64Array(edges.length);
  const h = 1e-6;
  for (const [e, slope] of gradient.entries()) {
    const at = (shift: number) => softLoss(problem, strengths.with(e, (strengths[e] ?? 0) + shift), unused);
    expect(slope).toBeCloseTo((at(h) - at(-h)) / (2 * h), 5);
  }
});

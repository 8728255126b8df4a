/**
 * Refinement of a knowledge base by measured responses, after ALIGNED (docs/methods/aligned.md): the fewest changes of edges with which its
 * deductions agree with what was measured. Each change comes with its evidence; signs survive.
 */
import { directShare, type MeasuredEffects } from '../../network/joinedWeights';
import { drain } from '../../numerics/lazy';
import { minimise } from '../../numerics/orthantWise';
import { type BaseEdge, deducedClasses, HOPS, type KnowledgeBase } from './base';
import { classScores } from './consistency';
import { type Finding, findingOf, observationsOf, type Observation } from './evidence';
import type { Responses, Setting } from './responses';
import { softLoss, type SoftProblem } from './softDeduction';

/**
 * `kept`; `turned`: the opposite sign; `signed`: its sign was not known, and is now; `added`; `removed`.
 */
export const revisionKinds = ['turned', 'removed', 'added', 'signed', 'kept'] as const;
export type RevisionKind = (typeof revisionKinds)[number];

export interface Revision {
  readonly source: number;
  readonly target: number;
  readonly kind: RevisionKind;
  /** Sign in the given base; 0 where it is not known, null without the edge. */
  readonly before: BaseEdge['sign'] | null;
  /** Sign after refinement; null: removed. */
  readonly after: BaseEdge['sign'] | null;
  /** Rise of the misfit, in nats, if this change alone is undone; 0 for kept edges. About 2 per response that it explains. */
  readonly support: number;
  /** Responses of the target when the regulator was perturbed; the ground of every change. */
  readonly observations: readonly Observation[];
}

export interface Refinement {
  /** Changes first, those of most support first in each kind; then kept edges. */
  readonly revisions: readonly Revision[];
  /** Misfit in nats before and after, of measured entries. */
  readonly misfit: { readonly before: number; readonly after: number };
  /** [G] 1 where left-out predictions agree with measurements at least as well as deductions do; null without predictions. */
  readonly trust: Uint8Array | null;
  readonly hops: number;
}

export interface RefineSettings {
  readonly hops: number;
  /** Cost of changing an edge by 1, in nats: a turn costs twice that. */
  readonly cost: number;
}

export const refineDefaults: RefineSettings = { hops: HOPS.default, cost: 0.4 };

/** What the model predicts, in classes. */
export interface Predictions {
  /** [P × G] of the measured perturbations, each left out in turn. */
  readonly leftOut: Int8Array;
  /** Experiments that were not made, on regulators of the base, and [experiments × G] what is predicted. */
  readonly experiments: readonly (readonly Setting[])[];
  readonly classes: Int8Array;
}

/** Weight of an entry that was not measured; so small that no prediction alone changes an edge. */
const UNMEASURED = 0.2;
/** An edge whose sign is not known takes one at this share of the cost. */
const SIGN_COST = 0.25;
/** Cost of an edge that stays. */
const FIXED = 1e9;
const ITERATIONS = 200;
const TOLERANCE = 1e-7;
/** |strength| from which there is an edge. */
const PRESENT = 0.5;

/** @param regulators candidates, indices into genes: edges are added from these alone */
export function refineBase(
  base: KnowledgeBase,
  responses: Responses,
  regulators: ArrayLike<number>,
  { hops, cost }: RefineSettings = refineDefaults,
  predictions: Predictions | null = null,
): Refinement {
  const edges = [
    ...base.edges.map((edge) => asCandidate(edge, responses)),
    ...addable(base, responses, regulators),
  ];
  const trust = predictions && trustOf(base, responses, predictions.leftOut, hops);
  const problem = problemOf(edges, { base, responses, hops, predictions, trust });
  const start = Float64Array.from(edges, ({ before }) => before ?? 0);
  const penalty = Float64Array.from(edges, (edge) => costOf(edge, cost));
  const strengths = (changes: Float64Array) =>
    changes.map((change, e) => Math.max(-1, Math.min(1, (start[e] as number) + change)));
  const smooth = (changes: Float64Array, gradient: Float64Array) => {
    gradient.fill(0);
    const loss = softLoss(problem, strengths(changes), gradient);
    for (let e = 0; e < gradient.length; e++)
      if (isBeyond((start[e] as number) + (changes[e] as number), gradient[e] as number)) gradient[e] = 0;
    return loss;
  };
  // Contradicted edges start turned: where they begin as given, they hold back the edges that lead to them.
  const changes = Float64Array.from(edges, ({ before, finding }) =>
    finding === 'contradicted' ? -2 * (before ?? 0) : 0,
  );
  drain(minimise(smooth, changes, penalty, { iterations: ITERATIONS, tolerance: TOLERANCE }));
  const found = strengths(changes).map((strength) =>
    Math.abs(strength) > PRESENT ? Math.sign(strength) : 0,
  );
  const measured = measuredOnly(problem, responses);
  settleContradicted(measured, edges, found, cost);
  keepWorthwhile(measured, edges, found, penalty);
  return { ...settled(edges, found, measured), trust, hops };
}

/**
 * In place: each contradicted edge is turned or, where that fits better by its cost, removed, and each without a response stays or goes, as
 * fits better. The gradient alone stops short of a turn where another path explains the response meanwhile.
 */
function settleContradicted(
  problem: SoftProblem,
  edges: readonly Candidate[],
  found: Float64Array,
  cost: number,
): void {
  const misfitOf = (strengths: Float64Array) => softLoss(problem, strengths, new Float64Array(edges.length));
  for (const [e, { before, finding }] of edges.entries()) {
    if (!before || !isInDoubt(finding)) continue;
    const options =
      finding === 'contradicted'
        ? [
            [-before, cost],
            [0, 2 * cost],
          ]
        : [
            [0, cost],
            [before, 0],
          ];
    const scored = options.map(([value = 0, price = 0]) => ({
      value,
      total: price + misfitOf(found.with(e, value)),
    }));
    found[e] = scored.reduce((best, one) => (one.total < best.total ? one : best)).value;
  }
}

/** Undoes in place, weakest first, every change that does not lower the misfit by more than its cost; contradicted edges stay changed. */
function keepWorthwhile(
  problem: SoftProblem,
  edges: readonly Candidate[],
  found: Float64Array,
  cost: Float64Array,
): void {
  const misfitOf = (strengths: Float64Array) => softLoss(problem, strengths, new Float64Array(edges.length));
  let misfit = misfitOf(found);
  const given = edges.map(({ before }) => before ?? 0);
  const gain = (e: number) => misfitOf(found.with(e, given[e] ?? 0)) - misfit;
  const changed = [...edges.keys()].filter(
    (e) => edges[e]?.finding !== 'contradicted' && found[e] !== given[e],
  );
  const supports = new Map(changed.map((e) => [e, gain(e)]));
  for (const e of changed.toSorted((a, b) => (supports.get(a) ?? 0) - (supports.get(b) ?? 0))) {
    const size = Math.abs((found[e] as number) - (given[e] ?? 0));
    const lost = gain(e);
    if (lost > size * (cost[e] as number)) continue;
    found[e] = given[e] ?? 0;
    misfit += lost;
  }
}

/**
 * Only what a measured response of the target speaks for can change: a confirmed or untested edge is not given up for the sake of deductions
 * over several steps, in which any edge of the path may be at fault.
 */
function costOf({ before, finding }: Candidate, cost: number): number {
  if (before === null) return cost;
  if (before === 0) return finding === 'confirmed' ? SIGN_COST * cost : FIXED;
  return isInDoubt(finding) ? cost : FIXED;
}

function isInDoubt(finding: Finding): boolean {
  return finding === 'contradicted' || finding === 'no-response';
}

/** At a bound, and pushed over it. */
function isBeyond(strength: number, slope: number): boolean {
  return (strength >= 1 && slope < 0) || (strength <= -1 && slope > 0);
}

interface Candidate extends Omit<BaseEdge, 'sign'> {
  /** null: not in the base. */
  readonly before: BaseEdge['sign'] | null;
  readonly finding: Finding;
  readonly observations: readonly Observation[];
}

function asCandidate({ source, target, sign }: BaseEdge, responses: Responses): Candidate {
  const observations = observationsOf({ source, target }, responses);
  return { source, target, before: sign, finding: findingOf(sign, observations), observations };
}

/** Share of an effect that no single intermediate explains, from which it may be an edge of its own. */
const DIRECT = 0.5;

/** Pairs that may become edges: a regulator set alone, and a gene that responded, not through a third one that responds more. */
function addable(base: KnowledgeBase, responses: Responses, regulators: ArrayLike<number>): Candidate[] {
  const { genes } = responses;
  const network = { genes: base.genes, regulators: Int32Array.from(regulators) };
  const effects = effectsOf(responses, network.regulators);
  const direct = directShare(effects, network);
  const known = new Set(base.edges.map(({ source, target }) => source * genes + target));
  return Array.from(network.regulators).flatMap((source, r): Candidate[] => {
    if (!effects.isMeasured[r]) return [];
    return base.genes.flatMap((_, target): Candidate[] => {
      if (source === target || known.has(source * genes + target)) return [];
      if ((direct[r * genes + target] as number) < DIRECT) return [];
      const edge = asCandidate({ source, target, sign: 0 }, responses);
      return edge.finding === 'confirmed' ? [{ ...edge, before: null }] : [];
    });
  });
}

/** Effects of genes set alone, in standard deviations of cells, as directShare takes them. */
function effectsOf(responses: Responses, regulators: Int32Array): MeasuredEffects {
  const { genes, perturbations, effect, isMeasured } = responses;
  const scores = new Float64Array(regulators.length * genes);
  const measured = Array.from(regulators, () => false);
  for (const [row, { settings }] of perturbations.entries()) {
    const [own] = settings;
    const r = own && settings.length === 1 ? regulators.indexOf(own.gene) : -1;
    if (!own || r < 0) continue;
    measured[r] = true;
    for (let gene = 0; gene < genes; gene++) {
      const size = own.direction * (effect[row * genes + gene] as number);
      if (isMeasured[row * genes + gene] && Math.abs(size) > Math.abs(scores[r * genes + gene] as number))
        scores[r * genes + gene] = size;
    }
  }
  return { scores, isMeasured: measured };
}

/** [G] 1 where the F of left-out predictions of a gene is at least that of deductions: what stands in where nothing was measured. */
function trustOf(
  base: KnowledgeBase,
  { genes, perturbations, classes, isMeasured }: Responses,
  leftOut: Int8Array,
  hops: number,
): Uint8Array {
  const deduced = deducedClasses(
    base,
    perturbations.map(({ settings }) => settings),
    hops,
  );
  const column = (values: ArrayLike<number>, gene: number) =>
    perturbations.map((_, row) => values[row * genes + gene] as number);
  return Uint8Array.from({ length: genes }, (_, gene) => {
    const [truth, counted] = [column(classes, gene), column(isMeasured, gene)];
    const model = classScores(column(leftOut, gene), truth, counted).macro ?? 0;
    return model >= (classScores(column(deduced, gene), truth, counted).macro ?? 0) ? 1 : 0;
  });
}

interface Wanted {
  readonly base: KnowledgeBase;
  readonly responses: Responses;
  readonly hops: number;
  readonly predictions: Predictions | null;
  /** [G] trustOf */
  readonly trust: Uint8Array | null;
}

/** Wanted classes: measured ones where they are clear; elsewhere the model's or the base's, by trust. */
function problemOf(
  edges: readonly Candidate[],
  { base, responses, hops, predictions, trust }: Wanted,
): SoftProblem {
  const { genes, perturbations, classes, isClear } = responses;
  const unmeasured = predictions?.experiments ?? [];
  const deduced = deducedClasses(base, unmeasured, hops);
  const filled = deduced.map((value, at) =>
    trust?.[at % genes] ? (predictions?.classes[at] as number) : value,
  );
  return {
    genes,
    sources: Int32Array.from(edges, ({ source }) => source),
    targets: Int32Array.from(edges, ({ target }) => target),
    experiments: [...perturbations.map(({ settings }) => settings), ...unmeasured],
    classes: Int8Array.from([...classes, ...filled]),
    weights: Float64Array.from([...isClear, ...filled.map(() => UNMEASURED)]),
    hops,
  };
}

function measuredOnly(problem: SoftProblem, { perturbations }: Responses): SoftProblem {
  return { ...problem, experiments: problem.experiments.slice(0, perturbations.length) };
}

function settled(
  edges: readonly Candidate[],
  found: Float64Array,
  problem: SoftProblem,
): Pick<Refinement, 'revisions' | 'misfit'> {
  const slopes = new Float64Array(edges.length);
  const misfitOf = (strengths: Float64Array) => softLoss(problem, strengths, slopes);
  const start = Float64Array.from(edges, ({ before }) => before ?? 0);
  const after = misfitOf(found);
  const revisions = edges.flatMap(({ source, target, before, observations }, e): Revision[] => {
    const strength = found[e] as BaseEdge['sign'];
    const kind = kindOf(before, strength);
    if (kind === null) return [];
    const undone = found.with(e, start[e] as number);
    return [
      {
        source,
        target,
        kind,
        before,
        after: kind === 'removed' ? null : strength,
        support: kind === 'kept' ? 0 : misfitOf(undone) - after,
        observations,
      },
    ];
  });
  return {
    revisions: revisions.toSorted((a, b) => placeOf(a) - placeOf(b) || b.support - a.support),
    misfit: { before: misfitOf(start), after },
  };
}

function placeOf({ kind }: Revision): number {
  return revisionKinds.indexOf(kind);
}

function kindOf(before: BaseEdge['sign'] | null, strength: number): RevisionKind | null {
  if (before === null) return strength === 0 ? null : 'added';
  if (before === 0) return strength === 0 ? 'kept' : 'signed';
  if (strength === 0) return 'removed';
  return strength === before ? 'kept' : 'turned';
}

/** The base with its revisions. */
export function refinedBase(base: KnowledgeBase, revisions: readonly Revision[]): KnowledgeBase {
  const edges = revisions.flatMap(({ source, target, after }): BaseEdge[] =>
    after === null ? [] : [{ source, target, sign: after }],
  );
  return { genes: base.genes, edges };
}

/**
 * Whole regulators or single pairs are hidden: every pair is scored by models that have not seen any label of its regulator, or not its own.
 * Docs: docs/methods/links.md.
 */
import { Random } from '../../../numerics/random';
import { safeName } from '../../../network/formats/edgeLists';
import type { Prior } from '../../../network/prior';
import { formatFloat32 } from '../../../numerics/format';
import { FOLDS, type HiddenLinks, MethodRefusal, type SettingValues } from '../method';
import type { Screen } from '../screen';
import { calibrated } from './logistic';
import { type LinkFeatures, linkFeatures } from './features';
import { type LinkMethod, labelled, restricted } from './link';

/** The same prior with genes and regulators of the screen in its canonical order. Names that the prior lacks are not covered. */
export function priorInScreenOrder(prior: Prior, { dataset }: Pick<Screen, 'dataset'>): Prior {
  const regulators = Array.from(dataset.candidates, (gene) => dataset.genes[gene] ?? '');
  const rowOf = new Map(prior.genes.map((gene, row) => [gene, row]));
  const columnOf = new Map(prior.regulators.map((regulator, column) => [regulator, column]));
  const R = regulators.length;
  const place = (at: number): number => {
    const row = rowOf.get(dataset.genes[Math.floor(at / R)] ?? '');
    const column = columnOf.get(regulators[at % R] ?? '');
    return row === undefined || column === undefined ? -1 : row * prior.regulators.length + column;
  };
  const places = Int32Array.from({ length: dataset.genes.length * R }, (_, at) => place(at));
  return {
    ...prior,
    genes: dataset.genes,
    regulators,
    known: Int8Array.from(places, (at) => prior.known[at] ?? 0),
    signs: Int8Array.from(places, (at) => prior.signs[at] ?? 0),
    confidence: Float32Array.from(places, (at) => prior.confidence[at] ?? 1),
  };
}

/** Regulators whose targets overlap more are held out together: one would tell the other's targets. */
const OVERLAP = 0.5;

/**
 * [R] fold of each regulator that has an edge, by its place among them in the order of names, mod 4; −1 for regulators that are not covered.
 * Regulators that share more than half of their targets (Jaccard) are in one fold.
 */
export function foldsOf({ known, regulators, genes }: Prior): Int8Array {
  const R = regulators.length;
  const targets = regulators.map(
    (_, r): ReadonlySet<number> => new Set([...genes.keys()].filter((g) => known[g * R + r] === 1)),
  );
  const covered = [...regulators.keys()]
    .filter((r) => genes.some((_, g) => known[g * R + r] !== 0))
    .toSorted((a, b) => ((regulators[a] ?? '') < (regulators[b] ?? '') ? -1 : 1));
  const groupOf = new Map<number, number>();
  for (const r of covered) {
    const like = covered.filter(
      (other) => groupOf.has(other) && overlap(targets[r], targets[other]) > OVERLAP,
    );
    const groups = new Set(like.map((other) => groupOf.get(other) as number));
    const own = groups.size === 0 ? r : Math.min(...groups);
    groupOf.set(r, own);
    for (const [other, group] of groupOf) if (groups.has(group)) groupOf.set(other, own);
  }
  const groups = [...new Set(covered.map((r) => groupOf.get(r)))];
  return Int8Array.from(regulators, (_, r) => {
    const group = groupOf.get(r);
    return group === undefined ? -1 : groups.indexOf(group) % FOLDS;
  });
}

function overlap(a: ReadonlySet<number> = new Set(), b: ReadonlySet<number> = new Set()): number {
  const shared = [...a].filter((gene) => b.has(gene)).length;
  return shared === 0 ? 0 : shared / (a.size + b.size - shared);
}

/** [G × R] fold of each pair with a label, drawn; known edges and other pairs are dealt out apart. −1 without a label. */
function pairFoldsOf({ known }: Pick<Prior, 'known'>, seed: number): Int8Array {
  const random = Random.mixed(seed);
  const folds = new Int8Array(known.length).fill(-1);
  for (const label of [1, -1]) {
    const places = Int32Array.from(known.keys()).filter((at) => known[at] === label);
    random.permutation(places.length).forEach((drawn, n) => (folds[places[drawn] as number] = n % FOLDS));
  }
  return folds;
}

/** Of every pair, by models that have not seen the labels of its fold. All [G × R]. */
export interface Links {
  /** Comparable within a fold only; of pairs without a label the mean probability. */
  readonly scores: Float32Array;
  /** Of an edge, calibrated on a further fold. */
  readonly probabilities: Float32Array;
  readonly signs: Float32Array | null;
}

export interface LinkTask {
  readonly features: LinkFeatures;
  /** In the order of the screen. */
  readonly prior: Prior;
  readonly hidden: HiddenLinks;
  /** [G × R] −1 for pairs without a label. */
  readonly foldOf: Int8Array;
}

/**
 * Throws MethodRefusal where too few regulators are covered for four folds of them, or fewer than four where pairs are hidden. `seed`: of
 * the folds of pairs.
 */
export function linkTask(
  screen: Screen,
  prior: Prior,
  hidden: HiddenLinks = 'regulators',
  seed = 0,
): LinkTask {
  const ordered = priorInScreenOrder(prior, screen);
  const R = ordered.regulators.length;
  const byRegulator = foldsOf(ordered);
  const foldOf =
    hidden === 'pairs'
      ? pairFoldsOf(ordered, seed)
      : ordered.known.map((label, at) => (label === 0 ? -1 : (byRegulator[at % R] as number)));
  const independent = labelled(ordered).map((at) => (hidden === 'pairs' ? at % R : (foldOf[at] as number)));
  if (new Set(independent).size < FOLDS)
    throw new MethodRefusal('prior', `known edges of at least ${FOLDS} regulators are needed`);
  return { features: linkFeatures(screen), prior: ordered, hidden, foldOf };
}

/**
 * Trains a method once per fold: on the labels of two other folds, with the next fold as validation. Pairs without a label get the mean of
 * all. Yields the share done.
 */
export async function* linksBy(
  { train }: Pick<LinkMethod, 'train'>,
  { features, prior, foldOf }: LinkTask,
  settings: SettingValues,
  seed: number,
): AsyncGenerator<number, Links> {
  const size = foldOf.length;
  const [scores, probabilities] = [new Float32Array(size), new Float32Array(size)];
  let signs: Float32Array | null = null;
  for (let fold = 0; fold < FOLDS; fold++) {
    const next = (fold + 1) % FOLDS;
    const training = restricted(prior, (_, at) => foldOf[at] !== fold && foldOf[at] !== next);
    const validation = restricted(prior, (_, at) => foldOf[at] === next);
    const steps = train({ features, training, validation, settings, seed });
    let step = await steps.next();
    for (; step.done !== true; step = await steps.next()) yield (fold + step.value) / FOLDS;
    const found = step.value;
    const likely = calibrated(found.scores, validation);
    if (found.signs !== null) signs ??= new Float32Array(size);
    for (let at = 0; at < size; at++) {
      const own = foldOf[at] as number;
      if (own !== fold && own !== -1) continue;
      const share = own === fold ? 1 : 1 / FOLDS;
      probabilities[at] = (probabilities[at] as number) + share * (likely[at] as number);
      scores[at] = own === fold ? (found.scores[at] as number) : (probabilities[at] as number);
      if (signs && found.signs) signs[at] = (signs[at] as number) + share * (found.signs[at] as number);
    }
  }
  return { scores, probabilities, signs };
}

/** Likeliest first. `known`: 1 for a known edge, 0 where the regulator has others, empty where nothing is known about it. */
export function linksTsv({ probabilities, signs }: Links, { prior, features }: LinkTask): string {
  const R = prior.regulators.length;
  const places = Int32Array.from(probabilities.keys())
    .filter((at) => features.candidates[at % R] !== Math.floor(at / R))
    .toSorted((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0));
  const lines = Array.from(places, (at) =>
    [
      safeName(prior.regulators[at % R] ?? ''),
      safeName(prior.genes[Math.floor(at / R)] ?? ''),
      formatFloat32(probabilities[at] ?? NaN),
      signs === null ? '' : String(Math.sign(signs[at] ?? 0)),
      prior.known[at] === 0 ? '' : prior.known[at] === 1 ? '1' : '0',
    ].join('\t'),
  );
  return `${['source\ttarget\tprobability\tsign\tknown', ...lines].join('\n')}\n`;
}

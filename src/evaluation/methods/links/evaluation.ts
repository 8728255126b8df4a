/**
 * One evaluation for all predictors of links: whole regulators or single pairs are hidden, every pair is scored, and beside each method
 * stands what needs no learning of pairs. Docs: docs/methods/links.md. How well pairs are ranked against labels which the models have not
 * seen.
 */
import { auroc, averagePrecision, density, precisionAt } from '../../networks/metrics';
import {
  type Algorithm,
  FOLDS,
  type LinkBar,
  type LinkVerdict,
  MethodRefusal,
  type SettingValues,
  linkBars,
} from '../method';
import { scoresByRegulator } from '../screen';
import { type LinkBaseline, baselineNames, linkBaselines, onSwappedLabels } from './baselines';
import { type Calibration, calibrationOf } from './logistic';
import { type LinkTask, type Links, linkTask, linksBy } from './folds';
import { type LinkMethod, labelled } from './link';
import type { Prior } from '../../../network/prior';
import { hiddenOf } from './about';
import { type Interval, auprcOfItems, bootstrapInterval } from '../../bootstrap';

/** All areas are means over folds, whose scores are not comparable; null where no fold has an edge. */
interface LinkScore {
  /** With a 95 % interval over regulators. */
  readonly averagePrecision: Interval | null;
  readonly overDensity: number | null;
  readonly auroc: number | null;
  /** Mean of the average precisions of single regulators: a list for all rewards knowing which regulators have many targets. */
  readonly perRegulator: number | null;
  /** Share of true edges among as many pairs as there are true edges. */
  readonly precision: number | null;
  /** Average precision of one sign alone, and the share of such edges; null without signs of edges or of the method. */
  readonly activation: SignedScore | null;
  readonly repression: SignedScore | null;
}

interface SignedScore {
  readonly averagePrecision: number;
  readonly density: number;
}

/** Pairs of one fold, whose scores are comparable. */
interface FoldPairs {
  readonly places: Int32Array;
  readonly positive: Uint8Array;
  /** [pairs] */
  readonly regulatorOf: Int32Array;
}

export function linkJudge({ prior, foldOf }: Pick<LinkTask, 'prior' | 'foldOf'>) {
  const R = prior.regulators.length;
  const { known, signs } = prior;
  const folds = Array.from({ length: FOLDS }, (_, fold): FoldPairs => {
    const places = Int32Array.from(foldOf.keys()).filter((at) => foldOf[at] === fold);
    return {
      places,
      positive: Uint8Array.from(places, (at) => Number(known[at] === 1)),
      regulatorOf: places.map((at) => at % R),
    };
  });
  const regulators = coveredBy(prior);
  /** Mean over folds of the average precision of drawn regulators, each as often as it was drawn. */
  const areaOf = (links: Links) => {
    const areas = folds.map((fold) =>
      auprcOfItems(fold.regulatorOf, fold.positive, scoresOf(links, fold), R),
    );
    return (drawn: readonly number[]) => meanOver(areas, (area) => area(drawn));
  };
  const signedScore = (links: Links, sign: 1 | -1): SignedScore | null => {
    const own = links.signs;
    if (own === null) return null;
    const parts = folds.map((fold) => ({
      positive: Uint8Array.from(fold.places, (at) => Number(known[at] === 1 && signs[at] === sign)),
      // Of the other sign: below all others.
      sizes: Float64Array.from(fold.places, (at) =>
        Math.sign(own[at] as number) === sign ? (links.scores[at] as number) : -Infinity,
      ),
    }));
    const area = meanOver(parts, ({ positive, sizes }) => averagePrecision(positive, sizes));
    const share = meanOver(parts, ({ positive }) => density(positive));
    return area === null || share === null ? null : { averagePrecision: area, density: share };
  };
  const averageOf = (links: Links, seed: number) => bootstrapInterval(regulators, areaOf(links), seed);
  return {
    averagePrecision: averageOf,
    score(links: Links, seed: number): LinkScore {
      return {
        averagePrecision: averageOf(links, seed),
        overDensity: meanOver(folds, (fold) => {
          const area = averagePrecision(fold.positive, scoresOf(links, fold));
          return area === null ? null : area / density(fold.positive);
        }),
        auroc: meanOver(folds, (fold) => auroc(fold.positive, scoresOf(links, fold))),
        perRegulator: meanOver(regulators, (r) =>
          meanOver(folds, ({ places }) => {
            const own = places.filter((at) => at % R === r);
            return averagePrecision(
              Uint8Array.from(own, (at) => Number(known[at] === 1)),
              Float64Array.from(own, (at) => links.scores[at] as number),
            );
          }),
        ),
        precision: meanOver(folds, (fold) => earlyPrecision(fold.positive, scoresOf(links, fold))),
        activation: signedScore(links, 1),
        repression: signedScore(links, -1),
      };
    },
    beyond(links: Links, other: Links, seed: number): Interval | null {
      const [own, its] = [areaOf(links), areaOf(other)];
      return bootstrapInterval(
        regulators,
        (drawn) => {
          const [a, b] = [own(drawn), its(drawn)];
          return a === null || b === null ? null : a - b;
        },
        seed,
      );
    },
  };
}

/** Regulators with a label. */
function coveredBy(prior: Prior): readonly number[] {
  return [...new Set(labelled(prior).map((at) => at % prior.regulators.length))].toSorted((a, b) => a - b);
}

/** Precision at the number of true edges, for scores of any sign; null without a true edge. */
function earlyPrecision(positive: Uint8Array, scores: Float64Array): number | null {
  const least = scores.reduce((most, score) => Math.min(most, score), Infinity);
  const trues = positive.reduce((sum, one) => sum + one, 0);
  return trues === 0
    ? null
    : precisionAt(
        positive,
        scores.map((score) => score - least + 1),
        trues,
      );
}

function scoresOf({ scores }: Links, { places }: FoldPairs): Float64Array {
  return Float64Array.from(places, (at) => scores[at] as number);
}

function meanOver<Item>(items: readonly Item[], value: (item: Item) => number | null): number | null {
  const values = items.map(value).filter((one) => one !== null);
  return values.length === 0 ? null : values.reduce((sum, one) => sum + one, 0) / values.length;
}

/**
 * A method as one of the gallery: signed where the method gives signs; every pair scored without the labels of its fold, and judged by them
 * beside the bars.
 */
export function linkAlgorithm(method: LinkMethod): Algorithm {
  return async function* links({ screen, prior, settings, seed }) {
    if (prior === undefined) throw new MethodRefusal('prior', `${method.name} needs a known network`);
    const task = linkTask(screen, prior, hiddenOf(settings), seed);
    const found = yield* foundLinks(method, barsOf(task), task, settings, seed);
    const { probabilities, signs } = linksOf(found, null);
    const { candidates } = task.features;
    const R = candidates.length;
    const signed = Float64Array.from(probabilities, (p, at) =>
      candidates[at % R] === Math.floor(at / R) ? 0 : signs !== null && (signs[at] as number) < 0 ? -p : p,
    );
    return { scores: scoresByRegulator(signed, R), predict: null, links: verdictOn(found, task, seed) };
  };
}

export interface LinkEvaluation extends Omit<LinkVerdict, 'network' | 'averagePrecision' | 'bars'> {
  readonly pairs: number;
  readonly edges: number;
  readonly score: LinkScore;
  readonly beside: Readonly<Record<LinkBaseline, LinkScore>>;
  readonly calibration: Calibration;
}

/** Yields the share done. */
export async function* evaluatedLinks(
  method: LinkMethod,
  task: LinkTask,
  settings: SettingValues,
  seed: number,
): AsyncGenerator<number, { readonly links: Links; readonly evaluation: LinkEvaluation }> {
  const found = yield* foundLinks(method, baselineNames, task, settings, seed);
  return judgedLinks(found, task, seed);
}

/** What a method found, under null, and what others beside it did. */
type FoundLinks = ReadonlyMap<LinkBaseline | null, Links>;

/** Of the work of the method itself that most baselines take. */
const BASELINE_WORK = 0.1;

/** Yields the share done. */
async function* foundLinks(
  method: LinkMethod,
  beside: readonly LinkBaseline[],
  task: LinkTask,
  settings: SettingValues,
  seed: number,
): AsyncGenerator<number, FoundLinks> {
  const parts = [null, ...beside].map((name) => ({
    name,
    method: methodUnder(name, method),
    work: name === null || name === 'swapped-labels' ? 1 : BASELINE_WORK,
  }));
  const all = parts.reduce((sum, { work }) => sum + work, 0);
  const found = new Map<LinkBaseline | null, Links>();
  let done = 0;
  for (const { name, method: one, work } of parts) {
    const run = linksBy(one, task, settings, seed);
    let step = await run.next();
    for (; step.done !== true; step = await run.next()) yield (done + work * step.value) / all;
    found.set(name, step.value);
    done += work;
  }
  return found;
}

function methodUnder(name: LinkBaseline | null, method: LinkMethod): LinkMethod {
  if (name === null) return method;
  return name === 'swapped-labels' ? onSwappedLabels(method) : linkBaselines[name];
}

function linksOf(found: FoundLinks, name: LinkBaseline | null): Links {
  return found.get(name) as Links;
}

function verdictOn(found: FoundLinks, task: LinkTask, seed: number): LinkVerdict {
  const judge = linkJudge(task);
  const links = linksOf(found, null);
  const { hidden } = task;
  const area = (name: LinkBaseline | null) => judge.averagePrecision(linksOf(found, name), seed);
  const ofBars = <Figure>(figure: (bar: LinkBar) => Figure) =>
    Object.fromEntries(barsOf(task).map((bar) => [bar, figure(bar)])) as Record<LinkBar, Figure>;
  const beyond = ofBars((bar) => judge.beyond(links, linksOf(found, bar), seed));
  return {
    hidden,
    network: task.prior.name,
    regulators: coveredBy(task.prior).length,
    density: density(truthOf(task, labelled(task.prior))),
    averagePrecision: area(null),
    bars: ofBars((bar) => area(bar)?.value ?? null),
    beyond,
    exceedsBoth: linkBars(hidden).every((bar) => (beyond[bar]?.low ?? 0) > 0),
  };
}

/** Those to exceed, and the in-degree. */
function barsOf({ hidden }: LinkTask): readonly LinkBar[] {
  return [...new Set<LinkBar>(['degree', ...linkBars(hidden)])];
}

/** [places] 1 for a known edge. */
function truthOf({ prior: { known } }: LinkTask, places: Int32Array): Uint8Array {
  return Uint8Array.from(places, (at) => Number(known[at] === 1));
}

function judgedLinks(found: FoundLinks, task: LinkTask, seed: number) {
  const judge = linkJudge(task);
  const links = linksOf(found, null);
  const { regulators, density: share, beyond, exceedsBoth } = verdictOn(found, task, seed);
  const places = labelled(task.prior);
  const positive = truthOf(task, places);
  const evaluation: LinkEvaluation = {
    hidden: task.hidden,
    regulators,
    pairs: places.length,
    edges: positive.reduce((sum, one) => sum + one, 0),
    density: share,
    score: judge.score(links, seed),
    beside: Object.fromEntries(
      baselineNames.map((name) => [name, judge.score(linksOf(found, name), seed)]),
    ) as Record<LinkBaseline, LinkScore>,
    beyond,
    exceedsBoth,
    calibration: calibrationOf(
      positive,
      Float64Array.from(places, (at) => links.probabilities[at] as number),
    ),
  };
  return { links, evaluation };
}

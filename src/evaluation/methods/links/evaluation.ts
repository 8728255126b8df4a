/**
 * One evaluation for all predictors of links: whole regulators are held out, every pair of theirs is scored, and beside each method stands
 * what needs no learning of pairs. Docs: docs/methods/links.md.
 */
import { density } from '../../networks/metrics';
import { linkBars, MethodRefusal, type Algorithm, type LinkVerdict, type SettingValues } from '../method';
import { scoresByRegulator } from '../screen';
import { baselineNames, linkBaselines, onSwappedLabels, type LinkBaseline } from './baselines';
import { calibrationOf, type Calibration } from './calibration';
import { linksBy, linkTask, type Links, type LinkTask } from './folds';
import { linkJudge, type LinkScore } from './judge';
import { labelled, type LinkMethod } from './link';

/**
 * A method as one of the gallery: signed where the method gives signs; every pair scored without its regulator's labels, and judged by them
 * beside the bars.
 */
export function linkAlgorithm(method: LinkMethod): Algorithm {
  return async function* links({ screen, prior, settings, seed }) {
    if (prior === undefined) throw new MethodRefusal('prior', `${method.name} needs a known network`);
    const task = linkTask(screen, prior);
    const found = yield* foundLinks(method, linkBars, task, settings, seed);
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
    const own = one.name === method.name ? settings : {};
    const run = linksBy(one, task, own, seed);
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
  const beyond = {
    degree: judge.beyond(links, linksOf(found, 'degree'), seed),
    'pair-logistic': judge.beyond(links, linksOf(found, 'pair-logistic'), seed),
  };
  const precision = (name: LinkBaseline | null) => judge.averagePrecision(linksOf(found, name), seed);
  return {
    network: task.prior.name,
    regulators: task.foldOf.filter((fold) => fold >= 0).length,
    density: density(truthOf(task, labelled(task.prior))),
    averagePrecision: precision(null),
    bars: {
      degree: precision('degree')?.value ?? null,
      'pair-logistic': precision('pair-logistic')?.value ?? null,
    },
    beyond,
    exceedsBoth: Object.values(beyond).every((interval) => interval !== null && interval.low > 0),
  };
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

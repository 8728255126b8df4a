/**
 * What a run gives evidence for, in two separate statements: whether it predicts perturbations it has not seen, and whether the edges of
 * perturbed genes are supported. Each with its evidence, the strongest first; sentences are in src/present/text. The rules and what they
 * were decided on: docs/method.md, "What may be believed".
 */
import type { Interval } from '../../evaluation/bootstrap';
import { beatsNoChange } from '../../evaluation/predictions/predictionError';
import type { Standing } from '../benchmark/benchmark';
import { type BesidePlainMeans, besidePlainMeans, isWellBelowNoChange } from '../benchmark/plainMeans';
import { type Enough, enoughOf, type OpenComparison } from '../benchmark/enough';
import { noiseLimit } from '../benchmark/noise';
import { ENOUGH_PERTURBATIONS } from '../benchmark/standing';
import { type BesideSums, besideSums } from '../benchmark/sumsOfSingles';
import { unseenShifts } from '../benchmark/unseen';
import { hasSignal } from '../diagnosis/verdict';
import type { FitResult } from '../run/result';
import { edgeStatement } from './edgeStatement';
import { sharedGenes } from './sharedGenes';
import {
  type Answering,
  gravePredictions,
  type PredictionReason,
  type RunToJudge,
  type RunVerdict,
  type Statement,
} from './statements';

const known = new WeakMap<FitResult, RunVerdict>();

/**
 * Remembered for each result. `standing`: of its predictions, for results without comparisons (links of earlier versions); null: from
 * the comparisons.
 */
export function runVerdict({ result, dataset }: RunToJudge, standing: Standing | null = null): RunVerdict {
  const before = known.get(result);
  if (before) return before;
  const measured = besidePlainMeans(result);
  const statement = predictionStatement(
    result,
    dataset,
    measured ? besidesIn(measured) : besidesOf(standing),
  );
  const { open, ...predicts } = statement;
  const edges = edgeStatement(result, dataset, gravePredictions(predicts).length > 0);
  const isShared = measured?.means.some((mean) => mean.predicts) === true;
  const verdict = {
    predicts,
    edges,
    enough: enoughFor(result, dataset, open),
    shared: isShared ? sharedGenes(result) : null,
    answering: answeringOf(result, measured?.meanError ?? null),
  };
  known.set(result, verdict);
  return verdict;
}

/** Share of the improvement on no change that shuffled labels must not reach. */
const MAX_WITHOUT_LABELS = 0.5;

interface Predictions extends Statement<PredictionReason> {
  /** Comparisons that further measurements would decide; empty where the level has other reasons. */
  readonly open: readonly OpenComparison[];
}

function predictionStatement(
  result: FitResult,
  { conditions }: Pick<RunToJudge['dataset'], 'conditions'>,
  { judged, reasons, error, open }: Besides,
): Predictions {
  const { heldOut, crossValidation, confidence } = result;
  const stated = (heldOut ?? crossValidation)?.shrunkError ?? null;
  if (stated === null) return { level: 'unknown', reasons: [{ tag: 'not-tested' }], open: [] };
  const against: PredictionReason[] = [];
  if (hasSignal(result.diagnosis) === false) against.push({ tag: 'no-measurable-effect' });
  if (!beatsNoChange(stated)) against.push({ tag: 'not-below-no-change', error: stated });
  if (against.length > 0) return { level: 'none', reasons: against, open: [] };

  const doubts: PredictionReason[] = [];
  if (heldOut && crossValidation && !beatsNoChange(crossValidation.shrunkError))
    doubts.push({ tag: 'fails-cross-validation', error: crossValidation.shrunkError });
  const shuffled = confidence?.shuffled?.error ?? null;
  if (crossValidation && shuffled !== null && beatsNoChange(shuffled)) {
    const share = (1 - shuffled) / (1 - crossValidation.shrunkError);
    if (share >= MAX_WITHOUT_LABELS) doubts.push({ tag: 'shuffled-labels-predict', error: shuffled });
  }
  doubts.push(...reasons);
  const sums = besideSums(result, conditions);
  const ofSums = sums ? [reasonOf(sums)] : [];
  const isOpenOfSums = sums !== null && !sums.othersSupport;
  if (isOpenOfSums) doubts.push(...ofSums);
  const isFew = judged !== null && judged < ENOUGH_PERTURBATIONS;
  if (isFew) doubts.push({ tag: 'few-perturbations', judged });
  const supports: PredictionReason = { tag: 'below-no-change', error, judged: judged ?? 0 };
  if (doubts.length === 0) return { level: 'supported', reasons: [supports, ...ofSums], open: [] };
  const all = [
    ...open,
    ...(isOpenOfSums ? [{ judged: sums.combinations, enough: sums.enough }] : []),
    ...(isFew ? [{ judged, enough: ENOUGH_PERTURBATIONS }] : []),
  ];
  return {
    level: 'uncertain',
    reasons: [...doubts, supports],
    open: doubts.every(isDecidedByMore) ? all : [],
  };
}

function reasonOf({ combinations, better, othersSupport }: BesideSums): PredictionReason {
  return { tag: 'sum-predicts-as-well', combinations, better, othersSupport };
}

/** A simpler prediction that is clearly better, and predictions that fail otherwise, stay so. */
function isDecidedByMore(reason: PredictionReason): boolean {
  if ('better' in reason) return !reason.better;
  return reason.tag === 'includes-no-change' || reason.tag === 'few-perturbations';
}

/** `mean`: error of the mean of the others; it is that of held-out perturbations where there are any, and unknown for those left out. */
function answeringOf({ crossValidation, heldOut, model }: FitResult, mean: number | null): Answering | null {
  if (crossValidation === null) return null;
  return {
    kappa: crossValidation.kappa,
    shared: model.shared?.weight ?? 0,
    measured: model.measured?.kappa ?? null,
    error: crossValidation.shrunkError,
    mean: heldOut === null ? mean : null,
  };
}

function enoughFor(
  result: FitResult,
  dataset: RunToJudge['dataset'],
  open: readonly OpenComparison[],
): Enough | null {
  if (open.length === 0) return null;
  const cells = unseenShifts(result).judged.map((one) => one.cells);
  return enoughOf(open, cells, noiseLimit(result, dataset));
}

interface Besides {
  /** null: unknown. */
  readonly judged: number | null;
  readonly error: Interval | null;
  readonly reasons: readonly PredictionReason[];
  readonly open: readonly OpenComparison[];
}

function besidesIn(measured: BesidePlainMeans): Besides {
  const { judged, error, means, specific } = measured;
  // Their intervals say nothing; that they are few is a reason of its own.
  if (judged < ENOUGH_PERTURBATIONS && isWellBelowNoChange(error.value))
    return { judged, error, reasons: [], open: [] };
  const reasons: PredictionReason[] = means.map(({ rival, better }) => ({
    tag: 'mean-predicts-as-well',
    rival,
    better,
    specific,
  }));
  const isOpen = !beatsNoChange(error.high);
  if (isOpen) reasons.push({ tag: 'includes-no-change', error, specific });
  return {
    judged,
    error,
    reasons: reasons.toSorted((a, b) => Number(isClear(b)) - Number(isClear(a))),
    open: [...means, ...(isOpen ? [measured] : [])].map((one) => ({ judged, enough: one.enough })),
  };
}

function isClear(reason: PredictionReason): boolean {
  return reason.tag === 'mean-predicts-as-well' && reason.better;
}

function besidesOf(standing: Standing | null): Besides {
  const reasons: PredictionReason[] = [];
  const ahead = standing?.ahead ?? null;
  if (ahead && (ahead.rival === 'shrunk-mean' || ahead.rival === 'mean-of-training'))
    reasons.push({
      tag: 'mean-predicts-as-well',
      rival: ahead.rival,
      better: ahead.better,
      specific: false,
    });
  if (standing && !standing.sure) reasons.push({ tag: 'includes-no-change', error: null, specific: false });
  return { judged: standing?.judged ?? null, error: null, reasons, open: [] };
}

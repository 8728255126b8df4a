/** Predictions in sentences: the question set by the sliders, the largest responses, and how reliable they are. */
import { type Dataset, controlCellCount, timePoints } from '../../dataset/dataset';
import { type FittedModel, predictionFactors } from '../../dynamics/fitted';
import { comparedWithOf } from '../../dynamics/prepare/strata';
import type { Change } from '../../dynamics/predict';
import { littleTrust } from './diagnosis';
import { capital, fold, level, listOf, percent, timePoint } from './format';
import type { DoseNames } from './changes';
import { rowNoun } from '../../dataset/rows';
import type { ViewDocument } from '../../share/view';

/** '3 days', the last for null; null without time points. */
export function predictedTime(
  dataset: Pick<Dataset, 'timeUnit' | 'conditions'>,
  time: number | null,
): string | null {
  const at = time ?? timePoints(dataset).at(-1);
  return at === undefined ? null : timePoint(at, dataset.timeUnit);
}

/** What predicted changes are relative to: without enough controls perturbations are compared with each other. */
export function predictedAgainst(
  dataset: Pick<Dataset, 'conditions' | 'control' | 'scale' | 'moments' | 'notes'>,
): string {
  return dataset.scale === 'log-ratio' || comparedWithOf(dataset, controlCellCount(dataset)) === 'controls'
    ? 'control'
    : `the mean of all ${rowNoun(dataset)}s`;
}

/** The same of a link, which does not tell whether there were controls. */
export const againstInLink = 'control (without controls: the mean of all cells)';

/** Caveat of a prediction; null: none. */
export function shrunkText(
  model: Pick<FittedModel, 'kappa' | 'measured' | 'shared'>,
  changes: readonly Change[],
): string | null {
  const { kappa, shared: share } = predictionFactors(model, changes);
  const addition = 'a shared response that is not from the network';
  if (kappa < littleTrust)
    return `Low confidence: effects scaled to ${percent(kappa)}${share > 0 ? `, plus ${addition}` : ''}.`;
  return share > 0
    ? `Includes ${addition} (${percent(share)} of the mean effect of all perturbations).`
    : null;
}

export function perturbSentence(
  genes: readonly string[],
  sliders: ViewDocument['sliders'],
  log2FoldChange: Float32Array | null,
  /** Of predictedTime. */
  time: string | null = null,
  /** Of predictedAgainst. */
  against = 'control',
  doseOf: DoseNames = () => null,
): { readonly title: string; readonly line: string } {
  const moved = sliders.filter(({ value }) => value !== 1);
  if (moved.length === 0) {
    return {
      title: 'Perturb a gene and see which genes respond',
      line: 'Set one or more genes in the Perturb panel; the network shows the predicted change of every other gene.',
    };
  }
  const asked = question(genes, moved, doseOf);
  if (!log2FoldChange) return { title: `${asked} …`, line: 'Predicting.' };
  const set = new Set(moved.map(({ gene }) => gene));
  const others = Array.from(log2FoldChange, (log2, gene) => ({ log2, gene })).filter(
    ({ gene }) => !set.has(gene),
  );
  const falls = others.toSorted((a, b) => a.log2 - b.log2)[0];
  const rises = others.toSorted((a, b) => b.log2 - a.log2)[0];
  const most = (one: typeof falls, verb: string, sign: string) =>
    one && fold(one.log2).startsWith(sign)
      ? [`${genes[one.gene] ?? ''} ${verb} most (${fold(one.log2).replace(' ', '\u00a0')})`]
      : [];
  const parts = [...most(falls, 'decreases', '÷'), ...most(rises, 'increases', '×')];
  return {
    title:
      parts.length > 0
        ? `${asked}, ${parts.join(' and ')}`
        : `${asked}, no other gene is predicted to change`,
    line: `Predicted change versus ${against}${time === null ? '' : `, ${time}`}.`,
  };
}

/** 'Without GATA1 and with SPI1 × 2 and MEKi 0.5 µM' */
function question(genes: readonly string[], moved: ViewDocument['sliders'], doseOf: DoseNames): string {
  const isOut = ({ gene, value }: ViewDocument['sliders'][number]) =>
    value === 0 && doseOf(gene, value) === null;
  const out = moved.filter(isOut).map(({ gene }) => genes[gene] ?? '');
  const set = moved
    .filter((one) => !isOut(one))
    .map(({ gene, value }) => `${genes[gene] ?? ''} ${doseOf(gene, value) ?? level(value)}`);
  const parts = [
    ...(out.length > 0 ? [`without ${listOf(out)}`] : []),
    ...(set.length > 0 ? [`with ${listOf(set)}`] : []),
  ];
  return capital(parts.join(' and '));
}

/** Unseen perturbations with their errors, and the figure of these errors relative to no change. */
import { scaleLinear, type ScaleLinear } from 'd3-scale';
import { beatsNoChange, errorOverNoChange } from '../../evaluation/predictions/predictionError';
import { textWidth } from '../figure/networkFigure';
import { comparedWithNothing } from '../text/diagnosis';
import { joined, plural } from '../text/format';
import { chartSvg, commonFrame, element, round, text, tickLabel, type Chart, type SvgElement } from './chart';
import { inUnitsOf } from '../../inference/benchmark/unseen';
import type { Comparison, FitResult } from '../../inference/run/result';

export interface UnseenPerturbation {
  readonly label: string;
  /** The label, with 'held out' if others were cross-validated. */
  readonly name: string;
  readonly role: 'cross-validated' | 'held-out';
  /** Squared error relative to no change, over all time points, after κ. */
  readonly error: number;
  readonly comparisons: readonly Comparison[];
}

/** Lowest error first; ties in the order of the result. */
export function unseenPerturbations(
  result: Pick<FitResult, 'comparisons' | 'crossValidation' | 'model'>,
): readonly UnseenPerturbation[] {
  const ofRole = (role: Comparison['role']) => result.comparisons.filter((one) => one.role === role);
  const [inTurn, held] = [ofRole('cross-validated'), ofRole('held-out')];
  const leftOut = (result.crossValidation?.perPerturbation ?? []).map(({ label, error }) => ({
    label,
    name: label,
    role: 'cross-validated' as const,
    error,
    comparisons: inTurn.filter((one) => one.label === label),
  }));
  const heldOut = [...new Set(held.map(({ label }) => label))].map((label) => {
    const comparisons = held.filter((one) => one.label === label);
    return {
      label,
      name: leftOut.length > 0 ? `${label}, held out` : label,
      role: 'held-out' as const,
      error: errorOverNoChange(comparisons.map((one) => inUnitsOf(result.model.scale, one))) ?? 1,
      comparisons,
    };
  });
  return [...leftOut, ...heldOut].toSorted((a, b) => a.error - b.error);
}

const rowHeight = 22;
const top = 26;
/** Longer bars are truncated and end in an arrow. */
const longest = 2;

/** Where the scale of these errors ends; no change, 1, is always on it. */
export function endOfScale(errors: readonly number[]): number {
  return Math.min(longest, Math.max(1.15, ...errors));
}
/** Above this number of rows, only the best and the worst are drawn. */
const maxRows = 60;
/** Above this number of rows, there are two figures side by side. */
const maxTogether = 20;
/** Names of labels take a third of the width. */
const shareOfNames = 1 / 3;

/** `evaluated`: at least one, lowest error first. One figure, or two on the same scale. `width` in pixels. */
export function errorBars(
  evaluated: readonly UnseenPerturbation[],
  width = commonFrame.width,
): readonly Chart[] {
  const rows = shown(evaluated);
  const end = endOfScale(rows.map(({ error }) => error));
  const better = evaluated.filter(({ error }) => beatsNoChange(error)).length;
  const title = `Error below “no change” for ${better} of ${plural(evaluated.length, 'unseen perturbation')}`;
  const words = `${title}. ${inWords(evaluated)}`;
  const widest = shareOfNames * width;
  const names = Math.max(...rows.map(({ name }) => textWidth(shortened(name, widest), 12)));
  const x = scaleLinear([0, end], [names + 12, width - 108]);
  const drawn = (part: readonly UnseenPerturbation[], partWords: string) => bars(part, x, width, partWords);
  if (rows.length <= maxTogether) return [{ title, svg: drawn(rows, words), note: noteOn(evaluated, rows) }];
  const half = Math.ceil(rows.length / 2);
  const rest = `The ${rows.length - half} with larger errors`;
  return [
    { title, svg: drawn(rows.slice(0, half), words), note: noteOn(evaluated, rows.slice(0, half)) },
    { title: rest, svg: drawn(rows.slice(half), rest), note: noteOn(evaluated, rows.slice(half)) },
  ];
}

function bars(
  rows: readonly UnseenPerturbation[],
  x: ScaleLinear<number, number>,
  width: number,
  words: string,
): SvgElement {
  const [left = 0, right = width] = x.range();
  const bottom = top + rows.length * rowHeight;
  const frame = { width, height: bottom + 44, left, right, top, bottom };
  const ticks = x.ticks(4);
  const marks = [
    ...ticks.map((value) => element('path', { class: 'grid', d: `M${round(x(value))} ${top}V${bottom}` })),
    ...rows.flatMap(({ error }, row) => bar(x, error, top + row * rowHeight, left)),
    element('path', { class: 'reference', d: `M${round(x(1))} ${top - 6}V${bottom}` }),
    text(x(1), top - 12, 'no change', 'tick middle strong'),
    ...rows.flatMap(({ name, error }, row) => {
      const y = top + row * rowHeight + 15;
      return [
        nameLabel(name, y, shareOfNames * width),
        text(width, y, comparedWithNothing(error), beatsNoChange(error) ? 'label end' : 'label end worse'),
      ];
    }),
    ...ticks.map((value) => text(x(value), bottom + 16, tickLabel(value), 'tick middle')),
    text((left + right) / 2, bottom + 36, 'relative error (no change = 1)', 'axis-title middle'),
  ];
  return chartSvg(frame, words, marks);
}

function noteOn(evaluated: readonly UnseenPerturbation[], rows: readonly UnseenPerturbation[]): string {
  return joined(
    evaluated.length > maxRows &&
      `The ${maxRows / 2} best and the ${maxRows / 2} worst of ${evaluated.length}; all are in metrics.json and predictions.tsv.`,
    rows.some(({ error }) => !beatsNoChange(error)) && 'Hatched: no better than “no change”.',
    'Relative errors above 1 are common for perturbations with small effects.',
  );
}

function shown(evaluated: readonly UnseenPerturbation[]): readonly UnseenPerturbation[] {
  return evaluated.length <= maxRows
    ? evaluated
    : [...evaluated.slice(0, maxRows / 2), ...evaluated.slice(-maxRows / 2)];
}

function bar(x: (value: number) => number, error: number, y: number, left: number): readonly SvgElement[] {
  const end = x(Math.min(error, longest));
  const shape = `M${round(left)} ${y + 5}H${round(end)}V${y + 17}H${round(left)}Z`;
  return [
    element('path', { class: beatsNoChange(error) ? 'bar' : 'bar worse', d: shape }),
    ...(error > longest
      ? [element('path', { class: 'beyond', d: `M${round(end)} ${y + 4}l7 7l-7 7Z` })]
      : []),
  ];
}

/** Where it is shortened, the pointer shows the whole name. */
function nameLabel(name: string, y: number, widest: number): SvgElement {
  const short = shortened(name, widest);
  const whole = short === name ? [] : [element('title', {}, name)];
  return element('text', { x: 0, y, class: 'label' }, ...whole, short);
}

function shortened(name: string, widest: number): string {
  if (textWidth(name, 12) <= widest) return name;
  const letters = Array.from(name);
  while (letters.length > 1 && textWidth(`${letters.join('')}…`, 12) > widest) letters.pop();
  return `${letters.join('')}…`;
}

function inWords(evaluated: readonly UnseenPerturbation[]): string {
  const [best, worst] = [evaluated[0], evaluated.at(-1)];
  if (!best || !worst) return '';
  return `Best: ${best.name}, ${comparedWithNothing(best.error)}. Worst: ${worst.name}, ${comparedWithNothing(worst.error)}.`;
}

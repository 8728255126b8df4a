/** The error of every unseen perturbation beside that of guessing "no change", best first. */
import { scaleLinear, type ScaleLinear } from 'd3-scale';
import { beatsNoChange } from '../../evaluation/predictions/predictionError';
import { textWidth } from '../figure/nodeSize';
import { comparedWithNothing } from '../text/diagnosis';
import { plural } from '../text/format';
import type { JudgedPerturbation } from '../report/judged';
import { chartSvg, element, round, text, tickLabel, type Chart, type SvgElement } from './chart';

const width = 358;
const rowHeight = 22;
const top = 26;
/** Beyond this the bar ends in an arrow: one failed perturbation must not press the others flat. */
const longest = 2;
/** More rows are no figure: the best and the worst are drawn. */
const mostRows = 60;
/** More rows are two figures side by side. */
const mostTogether = 20;
const widestName = 118;

/** `judged`: best first, at least one. One figure, or two of one scale where there are many. */
export function errorBars(judged: readonly JudgedPerturbation[]): readonly Chart[] {
  const rows = shown(judged);
  const end = Math.min(longest, Math.max(1.15, ...rows.map(({ error }) => error)));
  const better = judged.filter(({ error }) => beatsNoChange(error)).length;
  const title = `Error below “no change” for ${better} of ${plural(judged.length, 'unseen perturbation')}`;
  const words = `${title}. ${inWords(judged)}`;
  const names = Math.max(...rows.map(({ name }) => textWidth(shortened(name), 12)));
  const x = scaleLinear([0, end], [names + 12, width - 92]);
  if (rows.length <= mostTogether) return [{ title, svg: bars(rows, x, words), note: noteOn(judged, rows) }];
  const half = Math.ceil(rows.length / 2);
  const rest = `The ${rows.length - half} with larger errors`;
  return [
    { title, svg: bars(rows.slice(0, half), x, words), note: noteOn(judged, rows.slice(0, half)) },
    { title: rest, svg: bars(rows.slice(half), x, rest), note: noteOn(judged, rows.slice(half)) },
  ];
}

function bars(
  rows: readonly JudgedPerturbation[],
  x: ScaleLinear<number, number>,
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
        text(0, y, shortened(name), 'label'),
        text(width, y, comparedWithNothing(error), beatsNoChange(error) ? 'label end' : 'label end worse'),
      ];
    }),
    ...ticks.map((value) => text(x(value), bottom + 16, tickLabel(value), 'tick middle')),
    text((left + right) / 2, bottom + 36, 'relative error (no change = 1)', 'axis-title middle'),
  ];
  return chartSvg(frame, words, marks);
}

function noteOn(judged: readonly JudgedPerturbation[], rows: readonly JudgedPerturbation[]): string {
  return [
    judged.length > mostRows
      ? `The ${mostRows / 2} best and the ${mostRows / 2} worst of ${judged.length}; all are in metrics.json and predictions.tsv.`
      : '',
    rows.some(({ error }) => !beatsNoChange(error)) ? 'Hatched: no better than “no change”.' : '',
    'A perturbation that itself changes little is soon missed by more than that.',
  ]
    .filter(Boolean)
    .join(' ');
}

function shown(judged: readonly JudgedPerturbation[]): readonly JudgedPerturbation[] {
  return judged.length <= mostRows
    ? judged
    : [...judged.slice(0, mostRows / 2), ...judged.slice(-mostRows / 2)];
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

function shortened(name: string): string {
  if (textWidth(name, 12) <= widestName) return name;
  const letters = Array.from(name);
  while (letters.length > 1 && textWidth(`${letters.join('')}…`, 12) > widestName) letters.pop();
  return `${letters.join('')}…`;
}

function inWords(judged: readonly JudgedPerturbation[]): string {
  const [best, worst] = [judged[0], judged.at(-1)];
  if (!best || !worst) return '';
  return `Best: ${best.name}, ${comparedWithNothing(best.error)}. Worst: ${worst.name}, ${comparedWithNothing(worst.error)}.`;
}

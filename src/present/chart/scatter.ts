/** Predicted against measured change: all genes of all unseen perturbations, or one perturbation with labelled genes. */
import { scaleLinear } from 'd3-scale';
import { agreement } from '../../inference/run/comparisons';
import type { Comparison } from '../../inference/run/result';
import { textWidth } from '../figure/networkFigure';
import { placeLabels } from './placeLabels';
import { comparedWithNothing } from '../text/diagnosis';
import { conditionName, plural, factorOf } from '../text/format';
import {
  axes,
  chartSvg,
  commonFrame,
  element,
  round,
  text,
  type Chart,
  type Frame,
  type SvgElement,
} from './chart';

const large: Frame = { ...commonFrame, left: 62, height: 348, bottom: 298 };
const small: Frame = { ...commonFrame, left: 62, width: 300, right: 290, height: 292, bottom: 242 };
/** Maximum number of labelled genes in the figure of one perturbation. */
const mostNamed = 6;
/** Half the width of a 95 % interval of a mean, in standard errors. */
const interval = 1.96;
/** Factors for axis ticks. */
const roundFactors = [1.05, 1.1, 1.2, 1.3, 1.5, 1.7, 2, 2.5, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50, 100];
/** Shares of the axis range: position of the outermost tick, and minimum distance of ticks. */
const [farthestTick, apart] = [0.92, 0.37];

interface Point {
  readonly gene: number;
  readonly measured: number;
  readonly predicted: number;
  readonly error: number;
}

/** All unseen perturbations together; null without data. */
export function scatterOfAll(comparisons: readonly Comparison[]): Chart | null {
  const points = comparisons.flatMap(pointsOf);
  if (points.length === 0) return null;
  const plot = plotOf(large, reachOf(comparisons));
  const { direction, compared } = inAll(comparisons);
  const title =
    compared === 0
      ? 'No significant change in any unseen perturbation'
      : `Correct direction for ${direction} of ${plural(compared, 'changed gene')}`;
  // A point is a line of length 0 with a round cap: thousands of them stay a small file, and coinciding ones are drawn once.
  const dots = new Set(
    points.map(({ measured, predicted }) => `M${round(plot.x(measured))} ${round(plot.y(predicted))}h0`),
  );
  return {
    title,
    svg: chartSvg(
      large,
      `${title}. Predicted against measured change of ${plural(points.length, 'gene')} in ${plural(comparisons.length, 'unseen perturbation')}.`,
      [
        ...plot.axes,
        element('path', { class: points.length > 2000 ? 'cloud many' : 'cloud', d: [...dots].join('') }),
      ],
    ),
    note: `Each point is a gene in an unseen perturbation, without perturbed genes. Dashed: prediction equals measurement. Changed: by more than two standard errors. Factors of 1 + expression.`,
  };
}

/** `rank`: 'Best' or 'Worst'. `error` relative to no change. `reach`: range of the axes, so that figures can be compared. */
export function scatterOfOne(
  rank: string,
  error: number,
  comparison: Comparison,
  genes: readonly string[],
  timeUnit: string,
  reach: number,
): Chart {
  const points = pointsOf(comparison);
  const plot = plotOf(small, reach);
  const name = conditionName(comparison.label, comparison.time, timeUnit);
  const title = `${rank}: ${name}, ${comparedWithNothing(error)}`;
  const { direction, compared } = agreement(comparison);
  const marks = points.flatMap((point) => {
    const [cx, cy] = [plot.x(point.measured), plot.y(point.predicted)];
    const [from, to] = [plot.x(point.measured - point.error), plot.x(point.measured + point.error)];
    return [
      element('path', {
        class: 'whisker',
        d: `M${round(from)} ${round(cy)}H${round(to)}`,
      }),
      element('circle', { class: 'gene', cx, cy, r: points.length > 40 ? 2.4 : 3.6 }),
    ];
  });
  return {
    title,
    svg: chartSvg(small, `${title}. ${inWords(points, genes)}`, [
      ...plot.axes,
      ...marks,
      ...namesOf(points, genes, plot),
    ]),
    note:
      compared === 0
        ? `No significant change. ${plural(comparison.cells, 'cell')}.`
        : `Correct direction for ${direction} of ${plural(compared, 'changed gene')}; ${plural(comparison.cells, 'cell')}.`,
  };
}

interface Plot {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly axes: readonly SvgElement[];
}

/** Common range of both axes, so that the perfect line is the diagonal; at least a factor of 1.2. */
export function reachOf(comparisons: readonly Comparison[]): number {
  return (
    1.1 *
    comparisons
      .flatMap(pointsOf)
      .reduce(
        (reach, { measured, predicted }) => Math.max(reach, Math.abs(measured), Math.abs(predicted)),
        Math.log(1.2),
      )
  );
}

function plotOf(frame: Frame, reach: number): Plot {
  const x = scaleLinear([-reach, reach], [frame.left, frame.right]).clamp(true);
  const y = scaleLinear([-reach, reach], [frame.bottom, frame.top]).clamp(true);
  const changes = changesNamed(reach);
  const ticks = (scale: (value: number) => number) =>
    changes.map((change) => ({ at: scale(change), label: factorLabel(change) }));
  return {
    x,
    y,
    axes: [
      ...axes(
        frame,
        { ticks: ticks(x), title: 'measured change' },
        { ticks: ticks(y), title: 'predicted change' },
      ),
      element('path', {
        class: 'reference',
        d: `M${frame.left} ${frame.bottom}L${frame.right} ${frame.top}`,
      }),
    ],
  };
}

/** Ticks at no change, at the largest round factor within range, and one between if there is space. */
function changesNamed(reach: number): readonly number[] {
  const outer = largestWithin(farthestTick * reach);
  const inner = largestWithin(outer - apart * reach);
  const sides = inner < apart * reach ? [outer] : [inner, outer];
  return [0, ...sides.flatMap((change) => [-change, change])];
}

/** 0 if even the smallest round factor is out of range. */
function largestWithin(max: number): number {
  return roundFactors.map(Math.log).findLast((change) => change <= max) ?? 0;
}

/** 'same', '× 1.5', '÷ 2'. */
function factorLabel(change: number): string {
  if (change === 0) return 'same';
  return `${change > 0 ? '×' : '÷'} ${Number(Math.exp(Math.abs(change)).toPrecision(3))}`;
}

/** Largest deviations first, then largest changes, while there is space. */
function namesOf(points: readonly Point[], genes: readonly string[], plot: Plot): readonly SvgElement[] {
  const largest = points.toSorted((a, b) => Math.abs(b.measured) - Math.abs(a.measured));
  const farthest = points.toSorted((a, b) => missOf(b) - missOf(a))[0];
  const wanted = new Set(farthest ? [farthest, ...largest.slice(0, mostNamed - 1)] : []);
  const order = [...wanted, ...points.filter((point) => !wanted.has(point))];
  const placed = placeLabels(
    order.map((point) => ({
      x: plot.x(point.measured),
      y: plot.y(point.predicted),
      name: wanted.has(point) ? (genes[point.gene] ?? '') : '',
    })),
  );
  return order.flatMap((point, i) => {
    const place = placed[i];
    if (!place || !wanted.has(point)) return [];
    const side = place.endsWith('left') ? -1 : place.endsWith('right') ? 1 : 0;
    const anchor = side < 0 ? 'end' : side > 0 ? 'start' : 'middle';
    const x = plot.x(point.measured) + side * 5;
    const room = side < 0 ? x - small.left : small.width - x;
    if (textWidth(genes[point.gene] ?? '', 12) > room) return [];
    const y = plot.y(point.predicted) + (place.startsWith('top') ? -6 : 15);
    return [text(x, y, genes[point.gene] ?? '', `tick strong ${anchor} halo`)];
  });
}

function pointsOf({ predicted, measured, standardError, targets }: Comparison): Point[] {
  return Array.from(measured, (value, gene) => ({
    gene,
    measured: value,
    predicted: predicted[gene] ?? Number.NaN,
    error: interval * (standardError[gene] ?? 0),
  })).filter(
    (point) =>
      !targets.includes(point.gene) && Number.isFinite(point.measured) && Number.isFinite(point.predicted),
  );
}

function inAll(comparisons: readonly Comparison[]): { direction: number; compared: number } {
  const each = comparisons.map(agreement);
  return {
    direction: each.reduce((sum, { direction }) => sum + direction, 0),
    compared: each.reduce((sum, { compared }) => sum + compared, 0),
  };
}

function inWords(points: readonly Point[], genes: readonly string[]): string {
  const farthest = points.toSorted((a, b) => missOf(b) - missOf(a))[0];
  if (!farthest) return 'No gene to compare.';
  return `Largest error: ${genes[farthest.gene] ?? ''}, measured ${factorOf(farthest.measured)}, predicted ${factorOf(farthest.predicted)}.`;
}

function missOf({ measured, predicted }: Point): number {
  return Math.abs(measured - predicted);
}

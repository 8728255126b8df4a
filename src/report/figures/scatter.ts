/** Predicted against measured change: all genes of all unseen perturbations, or one perturbation with its genes named. */
import { scaleLinear } from 'd3-scale';
import { agreement } from '../../inference/agreement';
import type { Comparison } from '../../inference/result';
import { tag } from '../../picture/figure/xml';
import { placeLabels } from '../../picture/placeLabels';
import { comparedWithNothing } from '../../sentences/diagnosis';
import { conditionName, plural } from '../../sentences/format';
import { factorOf } from '../../sentences/numbers';
import { axes, chartSvg, commonFrame, round, text, type Chart, type Frame } from './chart';

const large: Frame = { ...commonFrame, height: 358, bottom: 308 };
const small: Frame = { ...commonFrame, width: 300, right: 288, height: 290, bottom: 240 };
/** Most genes named in the figure of one perturbation. */
const mostNamed = 6;
/** Half the width of a 95 % interval of a mean, in standard errors. */
const interval = 1.96;

interface Point {
  readonly gene: number;
  readonly measured: number;
  readonly predicted: number;
  readonly error: number;
}

/** All that were unseen together. null where there is nothing to draw. */
export function scatterOfAll(comparisons: readonly Comparison[]): Chart | null {
  const points = comparisons.flatMap(pointsOf);
  if (points.length === 0) return null;
  const plot = plotOf(large, points);
  const { direction, compared } = inAll(comparisons);
  const title =
    compared === 0
      ? 'No gene changed clearly in any unseen perturbation'
      : `Direction right in ${direction} of ${plural(compared, 'clear change')}`;
  // A point is a round cap of a line of no length: thousands of them stay a small file, and those that coincide count once.
  const dots = new Set(
    points.map(({ measured, predicted }) => `M${round(plot.x(measured))} ${round(plot.y(predicted))}h0`),
  );
  return {
    title,
    svg: chartSvg(
      large,
      `${title}. Predicted against measured change of ${plural(points.length, 'gene')} in ${plural(comparisons.length, 'unseen perturbation')}.`,
      plot.axes +
        tag('path', { class: points.length > 2000 ? 'cloud many' : 'cloud', d: [...dots].join('') }),
    ),
    note: `Every point is a gene in a perturbation that was left out; genes set by the experimenter are left out. Dashed: prediction equals measurement. Clear: beyond two standard errors. Factors are of 1 + expression.`,
  };
}

/** `rank`: what it stands for, 'Best'. `error`: over no change. */
export function scatterOfOne(
  rank: string,
  error: number,
  comparison: Comparison,
  genes: readonly string[],
  timeUnit: string,
): Chart {
  const points = pointsOf(comparison);
  const plot = plotOf(small, points);
  const name = conditionName(comparison.label, comparison.time, timeUnit);
  const title = `${rank}: ${name}, ${comparedWithNothing(error)}`;
  const { direction, compared } = agreement(comparison);
  const marks = points.map((point) => {
    const [cx, cy] = [plot.x(point.measured), plot.y(point.predicted)];
    const reach = [point.measured - point.error, point.measured + point.error].map((value) => plot.x(value));
    return (
      tag('path', {
        class: 'whisker',
        d: `M${round(reach[0] ?? cx)} ${round(cy)}H${round(reach[1] ?? cx)}`,
      }) + tag('circle', { class: 'gene', cx, cy, r: points.length > 40 ? 2.4 : 3.6 })
    );
  });
  return {
    title,
    svg: chartSvg(
      small,
      `${title}. ${inWords(points, genes)}`,
      plot.axes + marks.join('') + namesOf(points, genes, plot),
    ),
    note:
      compared === 0
        ? `No gene changed clearly. ${plural(comparison.cells, 'cell')}.`
        : `Direction right in ${direction} of ${plural(compared, 'clear change')}; ${plural(comparison.cells, 'cell')}.`,
  };
}

interface Plot {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly axes: string;
}

/** Both axes reach as far, so that the perfect line is the diagonal; at least a factor of 2. */
function plotOf(frame: Frame, points: readonly Point[]): Plot {
  const reach =
    1.12 *
    points.reduce(
      (most, { measured, predicted }) => Math.max(most, Math.abs(measured), Math.abs(predicted)),
      Math.LN2,
    );
  const x = scaleLinear([-reach, reach], [frame.left, frame.right]).clamp(true);
  const y = scaleLinear([-reach, reach], [frame.bottom, frame.top]).clamp(true);
  const most = Math.floor(reach / Math.LN2);
  const every = Math.ceil(most / 3);
  const folds = Array.from({ length: 2 * most + 1 }, (_, i) => i - most).filter((n) => n % every === 0);
  const ticks = (scale: (value: number) => number) =>
    folds.map((n) => ({ at: scale(n * Math.LN2), label: foldLabel(n) }));
  return {
    x,
    y,
    axes:
      axes(
        frame,
        { ticks: ticks(x), title: 'measured change' },
        { ticks: ticks(y), title: 'predicted change' },
      ) +
      tag('path', {
        class: 'reference',
        d: `M${frame.left} ${frame.bottom}L${frame.right} ${frame.top}`,
      }),
  };
}

/** Of so many doublings. */
function foldLabel(doublings: number): string {
  return doublings === 0 ? 'same' : `${doublings > 0 ? '×' : '÷'} ${2 ** Math.abs(doublings)}`;
}

/** The farthest off first, then the largest changes, as far as there is room. */
function namesOf(points: readonly Point[], genes: readonly string[], plot: Plot): string {
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
  return order
    .flatMap((point, i) => {
      const place = placed[i];
      if (!place || !wanted.has(point)) return [];
      const side = place.endsWith('left') ? -1 : place.endsWith('right') ? 1 : 0;
      const anchor = side < 0 ? 'end' : side > 0 ? 'start' : 'middle';
      const x = plot.x(point.measured) + side * 5;
      const y = plot.y(point.predicted) + (place.startsWith('top') ? -6 : 15);
      return [text(x, y, genes[point.gene] ?? '', `tick strong ${anchor} halo`)];
    })
    .join('');
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
  return `Farthest off: ${genes[farthest.gene] ?? ''}, measured ${factorOf(farthest.measured)}, predicted ${factorOf(farthest.predicted)}.`;
}

function missOf({ measured, predicted }: Point): number {
  return Math.abs(measured - predicted);
}

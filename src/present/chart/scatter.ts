/** Predicted against measured change: all genes of all unseen perturbations, or one perturbation with labelled genes. */
import { agreement, type Directions } from '../../inference/run/comparisons';
import type { Comparison } from '../../inference/run/result';
import { textWidth } from '../figure/networkFigure';
import { placeLabels } from './placeLabels';
import { comparedWithNothing, directionsText } from '../text/diagnosis';
import { capital, conditionName, plural, factorOf } from '../text/format';
import { chartSvg, commonFrame, element, round, symmetricPlot, text } from './chart';
import type { Chart, Frame, SvgElement } from './chart';

const large: Frame = { ...commonFrame, left: 62, height: 348, bottom: 298 };
const small: Frame = { ...commonFrame, left: 62, width: 300, right: 290, height: 292, bottom: 242 };
/** Maximum number of labelled genes in the figure of one perturbation. */
const mostNamed = 6;
/** Half the width of a 95 % interval of a mean, in standard errors. */
const interval = 1.96;
/** Beyond, coinciding points are told apart by half a pixel only: the figure stays below 4 MB. */
const MANY_POINTS = 20_000;
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
  const points = comparisons.reduce((sum, comparison) => sum + countOf(comparison), 0);
  if (points === 0) return null;
  const plot = plotOf(large, reachOf(comparisons));
  const each = comparisons.map(agreement);
  const total = (of: keyof Directions) => each.reduce((sum, one) => sum + one[of], 0);
  const directions = {
    compared: total('compared'),
    direction: total('direction'),
    predicted: total('predicted'),
  };
  const title =
    directions.compared === 0
      ? 'No significant change in any unseen perturbation'
      : capital(directionsText(directions));
  return {
    title,
    svg: chartSvg(
      large,
      `${title}. Predicted against measured change of ${plural(points, 'gene')} in ${plural(comparisons.length, 'unseen perturbation')}.`,
      [
        ...plot.marks,
        element('path', {
          class: points > 2000 ? 'cloud many' : 'cloud',
          d: dots(comparisons, plot, points > MANY_POINTS ? 2 : 10),
        }),
      ],
    ),
    note: `Each point is a gene in an unseen perturbation, without perturbed genes. Dashed: prediction equals measurement. Changed: by more than two standard errors. Factors of 1 + expression.`,
  };
}

/**
 * A point is a line of length 0 with a round cap, so that thousands of them stay a small file; those that coincide, with so many `places` to
 * a pixel, are drawn once.
 */
function dots(comparisons: readonly Comparison[], plot: ReturnType<typeof plotOf>, places: number): string {
  const width = places * large.width + 1;
  const drawn = new Set<number>();
  for (const comparison of comparisons)
    forPoints(comparison, (measured, predicted) => {
      drawn.add(Math.round(places * plot.y(predicted)) * width + Math.round(places * plot.x(measured)));
    });
  return Array.from(
    drawn,
    (at) => `M${round((at % width) / places)} ${round(Math.floor(at / width) / places)}h0`,
  ).join('');
}

/** `rank`: 'Best' or 'Worst'. `error` relative to no change. `row`: rowNoun of rows.ts. `reach`: range of the axes, so that figures can be compared. */
export function scatterOfOne(
  rank: string,
  error: number,
  comparison: Comparison,
  genes: readonly string[],
  { timeUnit, row }: { readonly timeUnit: string; readonly row: string },
  reach: number,
): Chart {
  const points = pointsOf(comparison);
  const plot = plotOf(small, reach);
  const name = conditionName(comparison.label, comparison.time, timeUnit);
  const title = `${rank}: ${name}, ${comparedWithNothing(error)}`;
  const cells = plural(comparison.cells, row);
  const marks = points.flatMap((point) => {
    const [cx, cy] = [plot.x(point.measured), plot.y(point.predicted)];
    const [from, to] = [plot.x(point.measured - point.error), plot.x(point.measured + point.error)];
    return [
      element('path', { class: 'whisker', d: `M${round(from)} ${round(cy)}H${round(to)}` }),
      element('circle', { class: 'gene', cx, cy, r: points.length > 40 ? 2.4 : 3.6 }),
    ];
  });
  return {
    title,
    svg: chartSvg(small, `${title}. ${inWords(points, genes)}`, [
      ...plot.marks,
      ...marks,
      ...namesOf(points, genes, plot),
    ]),
    note: `${capital(directionsText(agreement(comparison)))}; ${cells}.`,
  };
}

/** Common range of both axes, so that the perfect line is the diagonal; at least a factor of 1.2. */
export function reachOf(comparisons: readonly Comparison[]): number {
  let reach = Math.log(1.2);
  for (const comparison of comparisons)
    forPoints(comparison, (measured, predicted) => {
      reach = Math.max(reach, Math.abs(measured), Math.abs(predicted));
    });
  return 1.1 * reach;
}

function plotOf(frame: Frame, reach: number) {
  return symmetricPlot(frame, reach, changesNamed(reach), factorLabel, [
    'measured change',
    'predicted change',
  ]);
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
function namesOf(
  points: readonly Point[],
  genes: readonly string[],
  plot: ReturnType<typeof plotOf>,
): readonly SvgElement[] {
  const largest = points.toSorted((a, b) => Math.abs(b.measured) - Math.abs(a.measured));
  const farthest = farthestOf(points);
  const wanted = new Set(farthest ? [farthest, ...largest.slice(0, mostNamed - 1)] : []);
  const order = [...wanted, ...points.filter((point) => !wanted.has(point))];
  const labels = order.map((point) => ({
    x: plot.x(point.measured),
    y: plot.y(point.predicted),
    name: wanted.has(point) ? (genes[point.gene] ?? '') : '',
  }));
  const placed = placeLabels(labels);
  return labels.flatMap((label, i) => {
    const place = placed[i];
    if (!place || i >= wanted.size) return [];
    const side = place.endsWith('left') ? -1 : place.endsWith('right') ? 1 : 0;
    const anchor = side < 0 ? 'end' : side > 0 ? 'start' : 'middle';
    const x = label.x + side * 5;
    const room = side < 0 ? x - small.left : small.width - x;
    if (textWidth(label.name, 12) > room) return [];
    const y = label.y + (place.startsWith('top') ? -6 : 15);
    return [text(x, y, label.name, `tick strong ${anchor} halo`)];
  });
}

/** Genes that were not perturbed and have both values, of which screens of thousands of perturbations have millions. */
function forPoints(
  { predicted, measured, targets }: Comparison,
  use: (measured: number, predicted: number, gene: number) => void,
): void {
  for (const [gene, value] of measured.entries()) {
    const expected = predicted[gene] ?? Number.NaN;
    if (!targets.includes(gene) && Number.isFinite(value) && Number.isFinite(expected))
      use(value, expected, gene);
  }
}

function countOf(comparison: Comparison): number {
  let count = 0;
  forPoints(comparison, () => {
    count += 1;
  });
  return count;
}

function pointsOf(comparison: Comparison): Point[] {
  const points: Point[] = [];
  forPoints(comparison, (measured, predicted, gene) => {
    points.push({ gene, measured, predicted, error: interval * (comparison.standardError[gene] ?? 0) });
  });
  return points;
}

function inWords(points: readonly Point[], genes: readonly string[]): string {
  const farthest = farthestOf(points);
  if (!farthest) return 'No gene to compare.';
  return `Largest error: ${genes[farthest.gene] ?? ''}, measured ${factorOf(farthest.measured)}, predicted ${factorOf(farthest.predicted)}.`;
}

function farthestOf(points: readonly Point[]): Point | undefined {
  const miss = ({ measured, predicted }: Point) => Math.abs(measured - predicted);
  return points.toSorted((a, b) => miss(b) - miss(a))[0];
}

/** Predicted against measured change: all genes of all unseen perturbations, or one perturbation with labelled genes. */
import { scaleLinear } from 'd3-scale';
import { agreement, type Directions } from '../../inference/run/comparisons';
import type { Comparison } from '../../inference/run/result';
import { namesBeside } from './placeLabels';
import { directionsText } from '../text/diagnosis';
import { capital, plural, factorOf } from '../text/format';
import { chartSvg, commonFrame, diagonalPlot, element, round, symmetricView } from './chart';
import type { Chart, Frame, SvgElement, View } from './chart';

const large: Frame = { ...commonFrame, left: 62, height: 348, bottom: 298 };
const small: Frame = { ...commonFrame, left: 62, width: 300, right: 290, height: 292, bottom: 242 };
/** Half the width of a 95 % interval of a mean, in standard errors. */
const interval = 1.96;
/** Beyond, coinciding points are told apart by half a pixel only: the figure stays below 4 MB. */
const MANY_POINTS = 20_000;
/** Factors for axis ticks. */
const roundFactors = [1.05, 1.1, 1.2, 1.3, 1.5, 1.7, 2, 2.5, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50, 100];
/** Shares of the axis range: position of the outermost tick, and minimum distance of ticks. */
const [farthestTick, apart] = [0.92, 0.37];

/** Changes in log1p expression. */
interface Changes {
  readonly measured: number;
  readonly predicted: number;
}

export interface Point extends Changes {
  readonly gene: number;
  readonly error: number;
}

/** All unseen perturbations together; null without data. */
export function scatterOfAll(comparisons: readonly Comparison[]): Chart | null {
  const points = comparisons.reduce((sum, comparison) => sum + countOf(comparison), 0);
  if (points === 0) return null;
  const plot = plotOf(large, symmetricView(reachOf(comparisons)), 'measured change');
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

interface Options {
  /** The finding, and how to read the chart. */
  readonly title: string;
  readonly note: string;
  /** Maximum number of genes with their names. */
  readonly named: number;
  readonly view: View;
  /** In pixels. */
  readonly width?: number;
  readonly height?: number;
  /** Genes are found under the pointer, by `data-source`. */
  readonly isPointed?: boolean;
}

/** One perturbation. Genes outside `view` are not drawn. */
export function scatterOfOne(comparison: Comparison, genes: readonly string[], options: Options): Chart {
  const { title, note, named, view, isPointed = false } = options;
  const { width = small.width, height = small.height } = options;
  const frame = {
    ...small,
    width,
    right: small.right + width - small.width,
    height,
    bottom: small.bottom + height - small.height,
  };
  const all = pointsOf(comparison);
  const isWithin = (value: number, axis: 'x' | 'y') => value >= view[axis][0] && value <= view[axis][1];
  const points = all.filter(({ measured, predicted }) => isWithin(measured, 'x') && isWithin(predicted, 'y'));
  const plot = plotOf(frame, view, 'measured change, 95 % interval');
  const marks = points.map((point) => {
    const [cx, cy] = [plot.x(point.measured), plot.y(point.predicted)];
    const [from, to] = [plot.x(point.measured - point.error), plot.x(point.measured + point.error)];
    const source = isPointed ? { 'data-source': point.gene } : {};
    return {
      whisker: element('path', { class: 'whisker', d: `M${round(from)} ${round(cy)}H${round(to)}` }),
      reach: element('circle', { class: 'pointed', cx, cy, r: 8, ...source }),
      gene: element('circle', { class: 'gene', cx, cy, r: points.length > 40 ? 2.4 : 3.6, ...source }),
    };
  });
  return {
    title,
    svg: chartSvg(frame, `${title}. ${inWords(all, genes)}`, [
      ...plot.marks,
      ...marks.map(({ whisker }) => whisker),
      ...(isPointed ? marks.map(({ reach }) => reach) : []),
      ...marks.map(({ gene }) => gene),
      ...namesOf(points, genes, plot, { frame, named }),
    ]),
    note,
  };
}

/** "SPI1, measured × 1.5, predicted ÷ 1.2". */
export function pointText({ measured, predicted }: Changes, name: string): string {
  return `${name}, measured ${factorOf(measured)}, predicted ${factorOf(predicted)}`;
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

function plotOf(frame: Frame, view: View, xTitle: string) {
  return diagonalPlot(frame, view, changesNamed, factorLabel, [xTitle, 'predicted change']);
}

/**
 * Ticks of an axis around no change: there, at the largest round factor within range, and one between if there is space. Round
 * values elsewhere.
 */
function changesNamed([low, high]: View['x']): readonly number[] {
  const reach = (high - low) / 2;
  if (low + high !== 0 || reach < Math.log(1.1)) return scaleLinear([low, high], []).ticks(4);
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
  { frame, named }: { readonly frame: Frame; readonly named: number },
): readonly SvgElement[] {
  const largest = points.toSorted((a, b) => Math.abs(b.measured) - Math.abs(a.measured));
  const farthest = farthestOf(points);
  const wanted = new Set(farthest ? [farthest, ...largest.slice(0, named - 1)] : []);
  const order = [...wanted, ...points.filter((point) => !wanted.has(point))];
  const labels = order.map((point) => ({
    x: plot.x(point.measured),
    y: plot.y(point.predicted),
    name: wanted.has(point) ? (genes[point.gene] ?? '') : '',
  }));
  return namesBeside(labels, frame);
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

export function pointsOf(comparison: Comparison): Point[] {
  const points: Point[] = [];
  forPoints(comparison, (measured, predicted, gene) => {
    points.push({ gene, measured, predicted, error: interval * (comparison.standardError[gene] ?? 0) });
  });
  return points;
}

function inWords(points: readonly Point[], genes: readonly string[]): string {
  const farthest = farthestOf(points);
  if (!farthest) return 'No gene to compare.';
  return `Largest error: ${pointText(farthest, genes[farthest.gene] ?? '')}.`;
}

function farthestOf(points: readonly Point[]): Point | undefined {
  const miss = ({ measured, predicted }: Point) => Math.abs(measured - predicted);
  return points.toSorted((a, b) => miss(b) - miss(a))[0];
}

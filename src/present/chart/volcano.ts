/** One perturbation as a volcano plot: the change of every tested gene against its p. */
import { scaleLinear } from 'd3-scale';
import type { GeneChanges } from '../../effects/changes';
import { textWidth } from '../figure/networkFigure';
import { count, fold, plural } from '../text/format';
import { chartSvg, element, round, text, type Chart, type Frame, type SvgElement, widened } from './chart';
import { namesBeside, spread } from './placeLabels';

const plainFrame: Frame = { width: 330, height: 246, left: 30, right: 322, top: 34, bottom: 212 };
/** Genes named in a volcano plot, and p below which points lie at the upper edge. */
const [MOST_NAMED, LEAST_P] = [8, 1e-60];
/** Names of so many genes at the upper edge lean there, so many at most, at this distance in pixels. */
const [FEWEST_LEANING, MOST_LEANING, LEANING_STEP] = [4, 12, 13];

/** Genes that can be clicked. */
const MOST_POINTED = 60;

export type VolcanoChanges = Pick<GeneChanges, 'log2' | 'p' | 'q' | 'own'>;

export interface Volcano {
  /** Of the perturbation. */
  readonly label: string;
  /** False discovery rate. */
  readonly rate: number;
}

/** A point in pixels, and the edge at which it lies because it is beyond the axis. */
interface Mark {
  readonly gene: number;
  readonly x: number;
  readonly y: number;
  readonly beyond: 'top' | 'left' | 'right' | null;
}

/** Changes of all tested genes: log2 fold change against p. @param width in pixels; wide ones are higher too */
export function volcanoPlot(
  { log2, p, q, own }: VolcanoChanges,
  genes: readonly string[],
  { label, rate }: Volcano,
  width = plainFrame.width,
): Chart {
  const tested = Array.from(genes.keys()).filter((gene) => Number.isFinite(p[gene]));
  const height = (gene: number) => -Math.log10(Math.max(LEAST_P, p[gene] as number));
  const isCut = (gene: number) => (p[gene] as number) < LEAST_P;
  const isChanged = (gene: number) => (q[gene] as number) < rate;
  const changes = tested.map((gene) => Math.abs(log2[gene] as number)).toSorted((a, b) => a - b);
  const highest = tested.reduce((most, gene) => Math.max(most, height(gene)), 2);
  // The few largest changes are often genes with few counts, and those of the target say little else: they lie at the edge.
  const reach = Math.max(
    1,
    ...tested
      .filter((gene) => isChanged(gene) && own[gene] !== 1)
      .map((gene) => 1.1 * Math.abs(log2[gene] as number)),
    changes[Math.floor(0.98 * (changes.length - 1))] ?? 0,
  );
  const changed = tested.filter(isChanged).toSorted((a, b) => height(b) - height(a));
  const cut = changed.filter(isCut);
  const leaning = cut.length < FEWEST_LEANING ? [] : cut.slice(0, MOST_LEANING);
  const names = leaning.map((gene) => genes[gene] ?? '');
  const frame = frameOf(width, names);
  const { left, right, top, bottom } = frame;
  const x = scaleLinear([-reach, reach], [left, right]).clamp(true);
  const y = scaleLinear([0, highest], [bottom, top]).clamp(true);
  const markOf = (gene: number): Mark => {
    const change = log2[gene] as number;
    const side = change > reach ? 'right' : change < -reach ? 'left' : null;
    return { gene, x: x(change), y: y(height(gene)), beyond: isCut(gene) ? 'top' : side };
  };
  const marks = tested.map(markOf);
  const isOf = (kind: string) => (mark: Mark) =>
    kindOf(isChanged(mark.gene), log2[mark.gene] as number) === kind;
  const pointed = changed.slice(0, MOST_POINTED).map(markOf);
  const besides = pointed.map((mark, rank) => ({
    ...mark,
    name: rank < MOST_NAMED && !leaning.includes(mark.gene) ? (genes[mark.gene] ?? '') : '',
  }));
  const hasBeyond = marks.some(({ beyond }) => beyond !== null);
  const noun = own.includes(1) ? 'other gene' : 'gene';
  const title = `${label}: ${plural(changed.filter((gene) => own[gene] !== 1).length, noun)} of ${count(tested.length)} tested changed`;
  const ends = [-Math.log2(1.5) * Math.floor(reach / Math.log2(1.5)), 0];
  const ticks = [...ends, -(ends[0] ?? 0)];
  return {
    title,
    svg: chartSvg(frame, title, [
      element('path', { class: 'grid', d: `M${round(x(0))} ${top}V${bottom}` }),
      element('path', { class: 'axis', d: `M${left} ${bottom}H${right}` }),
      ...ticks.map((tick) => text(x(tick), bottom + 16, fold(tick), 'tick middle')),
      ...[0, highest].map((tick) =>
        text(
          left - 4,
          y(tick) + 4,
          `${tick > 0 && tested.some(isCut) ? '≥ ' : ''}${Math.round(tick)}`,
          'tick end',
        ),
      ),
      ...['', 'rises', 'falls'].flatMap((kind) => pointsOf(marks.filter(isOf(kind)), kind)),
      ...pointed.map((mark) =>
        element('circle', {
          class: 'pointed',
          'data-source': mark.gene,
          cx: round(mark.x),
          cy: round(mark.y),
          r: 1,
        }),
      ),
      ...leaningNames(leaning.map(markOf), names, frame),
      ...namesBeside(besides, { left, width: frame.width }),
      text((left + right) / 2, bottom + 32, 'change', 'axis-title middle'),
      text(2, 10, '−log10 p', 'axis-title start'),
      ...(hasBeyond ? [text(right, bottom + 32, 'triangle: beyond axis', 'tick small end')] : []),
    ]),
    note: `Colour: q below ${rate}.${hasBeyond ? ' Triangles: beyond the axis.' : ''}`,
  };
}

/** With room above for names that lean there. */
function frameOf(width: number, names: readonly string[]): Frame {
  const across = Math.max(plainFrame.width, width);
  const longest = Math.max(0, ...names.map((name) => textWidth(name, 12)));
  const above = names.length === 0 ? 0 : 0.87 * longest + 24;
  const below = above + Math.min(180, (across - plainFrame.width) / 3);
  const { height, top, bottom } = plainFrame;
  return {
    ...widened(plainFrame, across),
    height: height + below,
    top: top + above,
    bottom: bottom + below,
  };
}

/** The class of a point: '' of a gene that does not change. */
function kindOf(isChanged: boolean, change: number): string {
  return isChanged ? (change > 0 ? 'rises' : 'falls') : '';
}

const arrows = { top: 'l-4 7h8z', left: 'l7 -4v8z', right: 'l-7 -4v8z' };

/** Points within the axes, and triangles that point beyond them. */
function pointsOf(marks: readonly Mark[], kind: string): readonly SvgElement[] {
  const within = marks.filter(({ beyond }) => beyond === null);
  const d = within.map(({ x, y }) => `M${round(x)} ${round(y)}h0`).join('');
  const arrow = marks.flatMap(({ x, y, beyond }) =>
    beyond === null ? [] : [`M${round(x)} ${round(beyond === 'top' ? y - 3 : y)}${arrows[beyond]}`],
  );
  return [
    element('path', { class: `points ${kind}`.trim(), d }),
    ...(arrow.length === 0
      ? []
      : [element('path', { class: `beyond-axis ${kind}`.trim(), d: arrow.join('') })]),
  ];
}

/** Names above points at the upper edge, apart from each other, each with a line to its point. */
function leaningNames(
  marks: readonly Mark[],
  names: readonly string[],
  { left, right }: Frame,
): readonly SvgElement[] {
  // To either side of a crowd: the mean of places that only move right, and of those that only move left.
  const wanted = marks.map(({ x }, at) => x + at / 1e6);
  const rightwards = spread(wanted, LEANING_STEP, [left, right - 10]);
  const leftwards = spread(
    wanted.map((x) => -x),
    LEANING_STEP,
    [10 - right, -left],
  );
  return marks.flatMap(({ x, y }, at) => {
    const place = round(((rightwards[at] ?? 0) - (leftwards[at] ?? 0)) / 2);
    return [
      element('path', { class: 'whisker', d: `M${round(x)} ${round(y - 5)}L${place} ${round(y - 20)}` }),
      element(
        'text',
        { class: 'tick strong start', transform: `translate(${place} ${round(y - 23)}) rotate(-60)` },
        names[at] ?? '',
      ),
    ];
  });
}

/** Effects of perturbations as a picture: perturbations × responding genes as a heat map. */
import { respondingGenes } from '../../effects/changes';
import type { MeasuredEffects } from '../../effects/measure';
import { dot } from '../../numerics/linearAlgebra';
import { averageLinkage, leafOrder } from '../../numerics/linkage';
import { truncateName } from '../../numerics/format';
import { textWidth } from '../figure/networkFigure';
import { changedGenes, type PerturbationLine } from '../report/effects';
import { count, fold, plural } from '../text/format';
import { chartSvg, element, round, text, type Chart, type Frame, type SvgElement } from './chart';

/** Perturbations × genes, both with similar ones side by side. */
export interface EffectsMap {
  readonly rows: readonly {
    readonly label: string;
    /** Its number among the perturbations of the screen. */
    readonly perturbation: number;
    /** Genes that it changes, without its own targets. */
    readonly changed: number;
  }[];
  readonly genes: readonly string[];
  /** [rows × genes] log2 fold change; 1: significant, or without replicates far beyond the spread of all samples; 1: own target. */
  readonly log2: Float32Array;
  readonly strong: Uint8Array;
  readonly own: Uint8Array;
  /** Perturbations of which those that change most genes are rows: all that act, or all without replicates. */
  readonly acting: number;
  readonly isTested: boolean;
}

/** Rows and columns of a heat map that is drawn as a figure, and of one on a canvas. */
const overviewSize = { rows: 60, genes: 40 };
export const wholeSize = { rows: 2000, genes: 5000 };

/** Spreads of all samples beyond which a change is drawn in full colour where nothing can be tested. */
const FAR = 3;

export function actingLines(lines: readonly PerturbationLine[]): readonly PerturbationLine[] {
  return lines.filter(({ acts, kind }) => acts || kind === 'shared response');
}

/** Perturbations that act and the genes that they change most. @param rate false discovery rate @param most rows and columns */
export function effectsMap(
  effects: Pick<MeasuredEffects, 'genes' | 'folds' | 'q' | 'own' | 'isTested'>,
  lines: readonly PerturbationLine[],
  labels: readonly string[],
  rate: number,
  most = overviewSize,
): EffectsMap {
  const { folds, q, isTested } = effects;
  const acting = isTested ? actingLines(lines) : lines;
  const shown = acting.slice(0, most.rows);
  const places = shown.map(({ label }) => labels.indexOf(label));
  const genes = respondingGenes(effects, places, { rate, most: most.genes });
  const at = (row: number, column: number) =>
    (places[row] as number) * effects.genes.length + (genes[column] as number);
  const change = (row: number, column: number) => effects.folds.log2[at(row, column)] as number;
  const rowOrder = alikeOrder(places.length, genes.length, change);
  const columnOrder = alikeOrder(genes.length, places.length, (column, place) =>
    change(rowOrder[place] as number, column),
  );
  const width = genes.length;
  const cells = new Int32Array(rowOrder.length * width);
  rowOrder.forEach((row, y) => {
    columnOrder.forEach((column, x) => {
      cells[y * width + x] = at(row, column);
    });
  });
  return {
    rows: rowOrder.map((row) => {
      const line = shown[row] as PerturbationLine;
      return {
        label: line.label,
        perturbation: places[row] as number,
        changed: changedGenes(line),
      };
    }),
    genes: columnOrder.map((column) => effects.genes[genes[column] as number] as string),
    log2: Float32Array.from(cells, (cell) => effects.folds.log2[cell] as number),
    strong: Uint8Array.from(cells, (cell) =>
      Number(
        isTested
          ? (q[cell] as number) < rate
          : Math.abs(folds.log2[cell] as number) > FAR * (folds.error[cell] as number),
      ),
    ),
    own: Uint8Array.from(cells, (cell) => effects.own[cell] as number),
    acting: acting.length,
    isTested,
  };
}

/** Whether the map of a figure leaves out perturbations, or perhaps genes. */
export function isOverview({ acting, rows, genes }: EffectsMap): boolean {
  return acting > rows.length || genes.length >= overviewSize.genes;
}

/** Items that are clustered, and features, evenly drawn, by which. */
const [MOST_CLUSTERED, MOST_FEATURES] = [2000, 200];

/**
 * The order in which items with similar profiles (by cosine) stand side by side. Of very many, those that are largest in the same feature do,
 * in the order of the features.
 */
function alikeOrder(
  items: number,
  features: number,
  value: (item: number, feature: number) => number,
): readonly number[] {
  if (items > MOST_CLUSTERED) return byLargest(items, features, value);
  const step = Math.max(1, features / MOST_FEATURES);
  const used = Math.min(features, MOST_FEATURES);
  const profiles = Array.from({ length: items }, (_, item) =>
    Float64Array.from({ length: used }, (__, feature) => value(item, Math.floor(feature * step))),
  );
  const lengths = profiles.map((profile) => Math.hypot(...profile) || 1);
  const similarities = new Float64Array(items * items);
  profiles.forEach((a, i) => {
    for (let j = 0; j <= i; j++) {
      const similarity =
        dot(a, profiles[j] as Float64Array) / ((lengths[i] as number) * (lengths[j] as number));
      similarities[i * items + j] = similarity;
      similarities[j * items + i] = similarity;
    }
  });
  return leafOrder(averageLinkage(similarities, items), similarities, items);
}

function byLargest(
  items: number,
  features: number,
  value: (item: number, feature: number) => number,
): readonly number[] {
  const keys = Array.from({ length: items }, (_, item) => {
    let largest = 0;
    for (let feature = 1; feature < features; feature++)
      if (Math.abs(value(item, feature)) > Math.abs(value(item, largest))) largest = feature;
    return { largest, change: value(item, largest) };
  });
  return Array.from(keys.keys()).toSorted((a, b) => {
    const [one, other] = [keys[a], keys[b]];
    return (one?.largest ?? 0) - (other?.largest ?? 0) || (other?.change ?? 0) - (one?.change ?? 0);
  });
}

const [rowHeight, columnWidth, barLength, countWidth] = [20, 13, 48, 40];
/** The strongest colour stands for at least a factor of 1.5, and for the change that one in fifty of the significant ones exceeds, own targets left out. */
const [LEAST_REACH, REACH_QUANTILE] = [Math.log2(1.5), 0.98];
/** Share of its colour that a change keeps which is not significant. */
export const PALE = 0.2;

/** log2 fold change of the strongest colour. */
export function colourReach({ log2, strong, own }: EffectsMap): number {
  const significant = Array.from(log2.keys())
    .filter((cell) => strong[cell] === 1 && own[cell] !== 1)
    .map((cell) => Math.abs(log2[cell] as number))
    .toSorted((a, b) => a - b);
  return Math.max(LEAST_REACH, significant[Math.floor(REACH_QUANTILE * (significant.length - 1))] ?? 0);
}

/**
 * @param selected the perturbation whose row is marked; null: none
 * @param pointed the cell that is pointed at
 */
export function effectsHeatMap(
  map: EffectsMap,
  rate: number,
  selected: number | null,
  pointed: { readonly row: number; readonly column: number } | null = null,
): Chart {
  const { rows, genes, log2, strong, own, isTested } = map;
  const labels = rows.map(({ label }) => truncateName(label));
  // Without tests there are no genes to count.
  const counts = isTested ? barLength + countWidth : 0;
  const left = Math.max(0, ...labels.map((label) => textWidth(label, 12))) + 14 + counts;
  const top = 0.87 * Math.max(0, ...genes.map((gene) => textWidth(gene, 11))) + 14;
  const width = left + genes.length * columnWidth + 44;
  const bottom = top + rows.length * rowHeight;
  const reach = colourReach(map);
  const most = Math.max(1, ...rows.map(({ changed }) => changed));
  const bars = left - counts;
  const drawn = rows.flatMap(({ label, perturbation, changed }, row) => {
    const y = top + row * rowHeight;
    const length = (barLength * changed) / most;
    const source = { 'data-source': String(perturbation) };
    return [
      ...(perturbation === selected
        ? [element('rect', { class: 'selected', x: 0, y, width, height: rowHeight })]
        : []),
      element(
        'text',
        {
          ...source,
          x: bars - 8,
          y: y + 14,
          class: `tick end ${perturbation === selected ? 'accent' : 'strong'}`,
        },
        labels[row] ?? label,
      ),
      ...(isTested
        ? [
            element('rect', {
              ...source,
              class: 'count',
              x: bars,
              y: y + 5,
              width: round(Math.max(1, length)),
              height: 10,
            }),
            element(
              'text',
              { ...source, x: round(bars + length + 5), y: y + 14, class: 'tick start' },
              count(changed),
            ),
          ]
        : []),
      ...genes.map((_, column) => {
        const cell = row * genes.length + column;
        const change = log2[cell] as number;
        const isSignificant = strong[cell] === 1;
        const strength = Math.min(1, Math.abs(change) / reach) * (isSignificant ? 1 : PALE);
        return element(
          'rect',
          {
            ...source,
            class: `bar ${change > 0 ? 'rises' : 'falls'}${own[cell] === 1 ? ' framed' : ''}`,
            'fill-opacity': round2(strength),
            x: left + column * columnWidth + 0.5,
            y: y + 0.5,
            width: columnWidth - 1,
            height: rowHeight - 1,
          },
          element('title', {}, changeWords(map, row, column)),
        );
      }),
    ];
  });
  const names = genes.map((gene, column) =>
    element(
      'text',
      {
        class: 'tick small start',
        transform: `translate(${left + (column + 0.7) * columnWidth} ${round(top - 6)}) rotate(-60)`,
      },
      gene,
    ),
  );
  const here = pointed && {
    class: 'here',
    x: left + pointed.column * columnWidth,
    y: top + pointed.row * rowHeight,
    width: columnWidth,
    height: rowHeight,
  };
  // Compounds, for one, have none among the genes.
  const hasFrames = own.includes(1);
  const framed = hasFrames ? ' Framed: the perturbed gene itself.' : '';
  const title = `${plural(rows.length, 'perturbation')} and the ${plural(genes.length, 'gene')} that they change most`;
  const frame: Frame = { width, height: bottom + 34, left, right: width, top, bottom };
  return {
    title,
    svg: chartSvg(frame, title, [
      ...names,
      ...drawn,
      ...scaleMarks(reach, left, bottom + 12),
      ...(here ? [element('rect', here)] : []),
    ]),
    note: isTested
      ? `Colour: log2 fold change, pale where q is ${rate} or more.${framed} Bars: number of ${hasFrames ? 'other ' : ''}genes that change.${map.acting > rows.length ? ` Of ${count(map.acting)} perturbations that change genes, those that change most.` : ''}`
      : `Colour: log2 fold change, pale within ${FAR} spreads of all samples.${framed}${map.acting > rows.length ? ` Of ${count(map.acting)} perturbations those with the largest changes.` : ''}`,
  };
}

/** 'GATA1, KLF1: ÷ 2.4' */
export function changeWords({ rows, genes, log2, strong, own }: EffectsMap, row: number, column: number) {
  const cell = row * genes.length + column;
  const target = own[cell] === 1 ? ' (its target)' : '';
  return `${rows[row]?.label ?? ''}, ${genes[column] ?? ''}${target}: ${fold(log2[cell] as number)}${strong[cell] === 1 ? '' : ', not significant'}`;
}

/** The scale of the colours, from the strongest decrease to the strongest increase. */
function scaleMarks(reach: number, left: number, y: number): readonly SvgElement[] {
  const steps = Array.from({ length: 13 }, (_, step) => (step - 6) / 6);
  return [
    text(left, y + 11, fold(-reach), 'tick start'),
    ...steps.map((share, step) =>
      element('rect', {
        class: `bar ${share > 0 ? 'rises' : 'falls'}`,
        'fill-opacity': round2(Math.abs(share)),
        x: left + 46 + step * 9,
        y,
        width: 9,
        height: 12,
      }),
    ),
    text(left + 46 + steps.length * 9 + 8, y + 11, fold(reach), 'tick start'),
  ];
}

const round2 = (value: number) => String(Number(value.toFixed(2)));

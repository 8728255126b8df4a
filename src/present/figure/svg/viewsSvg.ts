/** The heat map and the layers of a network as SVG documents, with legend, warning and caption; text stays text. */
import type { Area } from '../geometry';
import { layerLabel, type Layers, type LayerLine, type LayerNode, layerTitles } from '../layers';
import { type Band, type Matrix, weightColor } from '../matrix';
import { type LegendEntry, textWidth } from '../networkFigure';
import { mix, moduleColor, moduleLine, type Palette } from '../palette';
import { inner, onPage, type Page } from './page';
import { short, tag, textMark } from './xml';

interface Around {
  readonly ribbon: string | null;
  readonly caption: readonly string[];
  readonly palette: Palette;
}

/** Colours in steps of a twentieth of the largest weight: cells of a colour are one path. */
const STEPS = 20;
const largestCell = 22;
/** Height of a heat map as a share of its width, at most, while names of rows have room. */
const tallest = 1.2;
const bandWidth = 5;
/** Letters of a size reach so high and low, as a share of it. */
const letterHeight = 0.95;

export function matrixLegend(matrix: Matrix, palette: Palette): readonly LegendEntry[] {
  return [
    {
      kind: 'scale',
      label: 'weight',
      low: `−${matrix.largest.toFixed(2)} represses`,
      high: `+${matrix.largest.toFixed(2)} activates`,
      hasMiddle: true,
      colors: Array.from({ length: 2 * STEPS + 1 }, (_, i) =>
        i === STEPS ? palette.panel : weightColor(palette, i / STEPS - 1),
      ),
    },
    { kind: 'note', label: 'relative strength; regulators in rows, targets in columns' },
  ];
}

const ruled = (d: string, stroke: string) => tag('path', { d, stroke, fill: 'none' });

/** In pixels: the width to fill, and the largest and smallest size of names. */
interface MatrixRoom {
  readonly width: number;
  readonly font: number;
  readonly smallest: number;
}

interface MatrixSizes {
  readonly cell: { readonly width: number; readonly height: number };
  readonly rowFont: number;
  readonly columnFont: number;
}

function sizesOf(
  { rows, columns }: Matrix,
  genes: readonly string[],
  { width, font, smallest }: MatrixRoom,
): MatrixSizes {
  const names = widestName(rows, genes, font) + bandWidth + 8;
  const across = Math.min(largestCell, (width - names) / Math.max(1, columns.length));
  const roomForRows = (tallest * width) / Math.max(1, rows.length);
  const down = Math.min(largestCell, Math.max(across, Math.min(font, roomForRows)));
  const fitting = (side: number) => Math.min(font, Math.max(smallest, side));
  return { cell: { width: across, height: down }, rowFont: fitting(down), columnFont: fitting(across) };
}

/** Which of these rows or columns are named: those with the largest sums, as far as names in a row of `side` each have room. */
function named(sums: readonly number[], side: number, font: number): ReadonlySet<number> {
  const free = Math.ceil((letterHeight * font) / side - 1e-6);
  const taken = new Set<number>();
  for (const [place] of [...sums.entries()].toSorted(([, a], [, b]) => b - a)) {
    const isNear = Array.from({ length: 2 * free - 1 }, (_, i) => place + i - free + 1);
    if (!isNear.some((other) => taken.has(other))) taken.add(place);
  }
  return taken;
}

/** Summed |weight| of every row and column. */
function sumsOf({ weights, rows, columns }: Matrix) {
  const [ofRows, ofColumns] = [rows.map(() => 0), columns.map(() => 0)];
  for (const [at, weight] of weights.entries()) {
    if (Number.isNaN(weight)) continue;
    const [row, column] = [Math.floor(at / columns.length), at % columns.length];
    ofRows[row] = (ofRows[row] ?? 0) + Math.abs(weight);
    ofColumns[column] = (ofColumns[column] ?? 0) + Math.abs(weight);
  }
  return { ofRows, ofColumns };
}

export function matrixSvg(matrix: Matrix, genes: readonly string[], around: Around): Page {
  const room = { width: inner, font: 10, smallest: 7 };
  const { notes, ...drawn } = matrixDrawing(matrix, genes, around.palette, room);
  return onPage({
    ...around,
    title: 'Gene network as a heat map',
    ...drawn,
    legend: [...matrixLegend(matrix, around.palette), ...notes],
  });
}

/** Width of the longest of these names in pixels. */
function widestName(of: readonly number[], genes: readonly string[], fontSize: number): number {
  return Math.max(0, ...of.map((gene) => textWidth(genes[gene] ?? '', fontSize)));
}

/** Markup of the heat map, the area that it covers, and for the legend, that names are missing. */
export function matrixDrawing(
  matrix: Matrix,
  genes: readonly string[],
  palette: Palette,
  room: MatrixRoom,
): { readonly content: string; readonly area: Area; readonly notes: readonly LegendEntry[] } {
  const { cell, rowFont, columnFont } = sizesOf(matrix, genes, room);
  const { rows, columns } = matrix;
  const name = (gene: number) => genes[gene] ?? '';
  const [left, top] = [
    widestName(rows, genes, rowFont) + bandWidth + 8,
    widestName(columns, genes, columnFont) + bandWidth + 8,
  ];
  const [width, height] = [columns.length * cell.width, rows.length * cell.height];
  const band = (isRow: boolean) => (one: Band) => {
    if (one.module === null) return '';
    const side = isRow ? cell.height : cell.width;
    const [from, length] = [one.from * side, (one.to - one.from) * side];
    return tag('rect', {
      x: isRow ? left - bandWidth - 2 : left + from,
      y: isRow ? top + from : top - bandWidth - 2,
      width: isRow ? bandWidth : length,
      height: isRow ? length : bandWidth,
      fill: moduleColor(palette, one.module),
    });
  };
  const { ofRows, ofColumns } = sumsOf(matrix);
  const [namedRows, namedColumns] = [
    named(ofRows, cell.height, rowFont),
    named(ofColumns, cell.width, columnFont),
  ];
  const isUnnamed = namedRows.size < rows.length || namedColumns.size < columns.length;
  const rowNames = [...namedRows].map((row) =>
    textMark(name(rows[row] ?? 0), {
      'font-size': rowFont,
      fill: palette.text,
      x: left - bandWidth - 6,
      y: top + (row + 0.5) * cell.height + rowFont * 0.36,
      'text-anchor': 'end',
    }),
  );
  const columnNames = [...namedColumns].map((column) =>
    textMark(name(columns[column] ?? 0), {
      'font-size': columnFont,
      fill: palette.text,
      transform: `translate(${short(left + (column + 0.5) * cell.width + columnFont * 0.36)} ${short(top - bandWidth - 6)}) rotate(-90)`,
    }),
  );
  const content = [
    tag('rect', { x: left, y: top, width, height, fill: palette.panel }),
    cellPaths(matrix, palette, cell, left, top),
    ...matrix.columnBands
      .slice(1)
      .map(({ from }) =>
        ruled(`M${short(left + from * cell.width)} ${short(top)}v${short(height)}`, palette.outline),
      ),
    ...matrix.rowBands
      .slice(1)
      .map(({ from }) =>
        ruled(`M${short(left)} ${short(top + from * cell.height)}h${short(width)}`, palette.outline),
      ),
    tag('rect', { x: left, y: top, width, height, fill: 'none', stroke: palette.outline }),
    ...matrix.rowBands.map(band(true)),
    ...matrix.columnBands.map(band(false)),
    ...rowNames,
    ...columnNames,
  ].join('\n');
  return {
    content,
    area: { left: 0, top: 0, right: left + width, bottom: top + height },
    notes: isUnnamed
      ? [{ kind: 'note', label: 'names: genes with the largest weights, where space allows' }]
      : [],
  };
}

function cellPaths(
  { weights, columns, largest }: Matrix,
  palette: Palette,
  cell: MatrixSizes['cell'],
  left: number,
  top: number,
): string {
  const paths = new Map<number, string[]>();
  for (const [at, weight] of weights.entries()) {
    if (Number.isNaN(weight) || weight === 0) continue;
    const step = Math.sign(weight) * Math.max(1, Math.ceil((Math.abs(weight) / largest) * STEPS - 1e-6));
    const [x, y] = [
      left + (at % columns.length) * cell.width,
      top + Math.floor(at / columns.length) * cell.height,
    ];
    const d = `M${short(x)} ${short(y)}h${short(cell.width)}v${short(cell.height)}h${short(-cell.width)}z`;
    const own = paths.get(step);
    if (own) own.push(d);
    else paths.set(step, [d]);
  }
  return [...paths]
    .map(([step, ds]) => tag('path', { d: ds.join(''), fill: weightColor(palette, step / STEPS) }))
    .join('\n');
}

/** How a line is drawn: where, and in which width, colour and dashes. */
export interface LineMark {
  readonly line: LayerLine;
  readonly path: string;
  /** Arrow of an activation (filled), or bar of a repression. */
  readonly head: string;
  readonly color: string;
  readonly width: number;
  readonly dashed: boolean;
}

/** Strong lines above weak ones. */
export function lineMarks(
  { sizes, nodes, lines }: Layers,
  palette: Palette,
  isDoubtful: boolean,
): readonly LineMark[] {
  const places = new Map(nodes.map((node) => [node.id, node]));
  return lines
    .toSorted((a, b) => a.strength - b.strength)
    .flatMap((line) => {
      const [from, to] = [places.get(line.from), places.get(line.to)];
      if (!from || !to) return [];
      const start = from.x + (from.layer === 'module' ? sizes.halfWidth : 6);
      const end = to.x - (to.layer === 'module' ? sizes.halfWidth + 1 : 6);
      const width = 0.8 + 4.7 * line.strength;
      const size = 3.5 + width / 2;
      const tip = line.sign > 0 ? end - 2 * size + 1 : end;
      const bend = (tip - start) / 2;
      const [y, to_] = [short(from.y), short(to.y)];
      return {
        line,
        path: `M${short(start)} ${y}C${short(start + bend)} ${y} ${short(tip - bend)} ${to_} ${short(tip)} ${to_}`,
        head:
          line.sign > 0
            ? `M${short(end)} ${to_}l${short(-2 * size)} ${short(size)}v${short(-2 * size)}z`
            : `M${short(end)} ${short(to.y - size)}v${short(2 * size)}`,
        color: isDoubtful ? palette.neutralEdge : line.sign > 0 ? palette.activates : palette.represses,
        width,
        dashed: isDoubtful || line.unstable,
      };
    });
}

/** Opacity of a line that is not pointed at: weak ones are paler. */
export function restingOpacity({ line }: LineMark): number {
  return 0.45 + 0.5 * Math.sqrt(line.strength);
}

export function layersLegend(palette: Palette, isDoubtful: boolean): readonly LegendEntry[] {
  const sign = (head: 'activates' | 'represses'): LegendEntry => ({
    kind: 'edge',
    label: head,
    head,
    dashed: isDoubtful,
    mark: 'plain',
    color: isDoubtful ? palette.neutralEdge : palette[head],
  });
  return [
    sign('activates'),
    sign('represses'),
    { kind: 'width', label: 'width = summed weight of its edges', color: palette.text2 },
    {
      kind: 'edge',
      label: isDoubtful ? 'dashed = not reliable' : 'dashed = mostly unstable',
      head: 'unknown',
      dashed: true,
      mark: 'plain',
      color: palette.text2,
    },
  ];
}

export function layersSvg(layers: Layers, around: Around): Page {
  const isDoubtful = around.ribbon !== null;
  return onPage({
    ...around,
    title: 'Regulators, modules and genes',
    ...layersDrawing(layers, around.palette, isDoubtful),
    legend: layersLegend(around.palette, isDoubtful),
  });
}

/** Markup of the layers, and the area that it covers. */
export function layersDrawing(
  layers: Layers,
  palette: Palette,
  isDoubtful: boolean,
): { readonly content: string; readonly area: Area } {
  const content = [
    ...layerTitles(layers).map(({ title, x, anchor }) =>
      textMark(title, {
        x,
        y: 12,
        'text-anchor': anchor,
        'font-size': 11,
        'font-weight': 600,
        fill: palette.text2,
      }),
    ),
    ...lineMarks(layers, palette, isDoubtful).map((mark) =>
      tag(
        'g',
        { opacity: restingOpacity(mark), stroke: mark.color, 'data-sign': mark.line.sign },
        tag('path', {
          d: mark.path,
          fill: 'none',
          'stroke-width': mark.width,
          'stroke-dasharray': mark.dashed ? '6 4' : undefined,
        }) +
          tag('path', {
            d: mark.head,
            fill: mark.line.sign > 0 ? mark.color : 'none',
            'stroke-width': mark.line.sign > 0 ? 0 : 2.2,
          }),
      ),
    ),
    ...layers.nodes.map((node) => layerNode(layers, node, palette)),
  ].join('\n');
  return { content, area: { left: 0, top: 0, right: layers.sizes.width, bottom: layers.height } };
}

function layerNode(layers: Layers, { layer, index, name, x, y }: LayerNode, palette: Palette): string {
  if (layer === 'module') {
    const color = moduleColor(palette, index);
    const { halfWidth, halfHeight } = layers.sizes;
    const box = {
      x: x - halfWidth,
      y: y - halfHeight,
      width: 2 * halfWidth,
      height: 2 * halfHeight,
      rx: halfHeight,
    };
    const paint = {
      fill: mix(color, palette.canvas, 0.2),
      stroke: color,
      'stroke-dasharray': moduleLine(index),
    };
    const text = {
      x,
      y: y + 4,
      'text-anchor': 'middle',
      'font-size': 11,
      'font-weight': 600,
      fill: palette.text,
    };
    return tag('rect', { ...box, ...paint, 'stroke-width': 1.4 }) + textMark(layerLabel(layers, name), text);
  }
  const isLeft = layer === 'regulator';
  const text = {
    x: isLeft ? x - 9 : x + 9,
    y: y + 4,
    'text-anchor': isLeft ? 'end' : 'start',
    'font-size': isLeft ? 11.5 : 10.5,
    'font-weight': isLeft ? 600 : 500,
    fill: layer === 'more' ? palette.text2 : palette.text,
  };
  const dot = layer === 'more' ? '' : tag('circle', { cx: x, cy: y, r: 3.6, fill: palette.text2 });
  return dot + textMark(layer === 'more' ? name : layerLabel(layers, name), text);
}

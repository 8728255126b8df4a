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
const smallestCell = 7;
const bandWidth = 5;

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

/** Size of a cell and of the names of rows and columns, in pixels; a font size of 0 leaves the names out. */
export interface MatrixSizes {
  readonly cell: { readonly width: number; readonly height: number };
  readonly rowFont: number;
  readonly columnFont: number;
}

export function matrixSvg(matrix: Matrix, genes: readonly string[], around: Around): Page {
  const names = widestName(matrix.rows, genes, 10) + bandWidth + 8;
  const side = Math.max(
    smallestCell,
    Math.min(largestCell, (inner - names) / Math.max(1, matrix.columns.length)),
  );
  const font = Math.min(10, side + 0.5);
  const sizes = { cell: { width: side, height: side }, rowFont: font, columnFont: font };
  return onPage({
    ...around,
    title: 'Gene network as a heat map',
    ...matrixDrawing(matrix, genes, around.palette, sizes),
    legend: matrixLegend(matrix, around.palette),
  });
}

/** Width of the longest of these names in pixels. */
export function widestName(of: readonly number[], genes: readonly string[], fontSize: number): number {
  return Math.max(0, ...of.map((gene) => textWidth(genes[gene] ?? '', fontSize)));
}

/** Markup of the heat map, and the area that it covers. */
export function matrixDrawing(
  matrix: Matrix,
  genes: readonly string[],
  palette: Palette,
  { cell, rowFont, columnFont }: MatrixSizes,
): { readonly content: string; readonly area: Area } {
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
  const rowNames = rows.map((gene, row) =>
    textMark(name(gene), {
      'font-size': rowFont,
      fill: palette.text,
      x: left - bandWidth - 6,
      y: top + (row + 0.5) * cell.height + rowFont * 0.36,
      'text-anchor': 'end',
    }),
  );
  const columnNames = columns.map((gene, column) =>
    textMark(name(gene), {
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
    ...(rowFont > 0 ? rowNames : []),
    ...(columnFont > 0 ? columnNames : []),
  ].join('\n');
  return { content, area: { left: 0, top: 0, right: left + width, bottom: top + height } };
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

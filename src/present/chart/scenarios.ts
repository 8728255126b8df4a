/** Scenarios side by side: the network of each in miniature, and below it the predicted changes of the same genes on one scale. */
import { scaleLinear } from 'd3-scale';
import type { Dataset } from '../../dataset/dataset';
import { miniatureOf, type MiniatureOf } from '../figure/miniature';
import { textWidth } from '../figure/networkFigure';
import type { Palette } from '../figure/palette';
import { wrapped } from '../figure/svg/marks';
import { foldOrRatio, level, longestBar, plural } from '../text/format';
import { chartSvg, commonFrame, element, round, text, type Chart, type SvgElement } from './chart';
import { effectMarks, type RespondingGene } from './responders';

export interface ScenarioColumn {
  readonly name: string;
  /** What is set, where the name does not say it; null where it does. */
  readonly content: string | null;
  /** null: places of the genes are not known, or there is no prediction. */
  readonly miniature: MiniatureOf | null;
  /** Of each gene of the table: its change, the level to which the scenario sets it, or null where it is not predicted. */
  readonly cells: readonly (Omit<RespondingGene, 'name'> | { readonly level: number } | null)[];
  /** Outside what the data support. */
  readonly isOutside: boolean;
}

export interface ScenarioTable {
  /** Names of the rows. */
  readonly genes: readonly string[];
  readonly columns: readonly ScenarioColumn[];
  readonly scale: Dataset['scale'];
}

const [rowHeight, lineHeight, gap] = [20, 14, 14];
/** Least width of a scenario; those without room stand below the others. */
const narrowest = 108;
const shape = 0.73;
const nameSize = 12;
const outside = 'outside what the data support';

/** `width` in pixels. */
export function scenariosChart(table: ScenarioTable, palette: Palette, width = commonFrame.width): Chart {
  const { genes, columns, scale } = table;
  const names = Math.max(0, ...genes.map((gene) => textWidth(gene, 12))) + 8;
  const fitting = Math.max(1, Math.floor((width - names) / (narrowest + gap)));
  const blocks = Math.max(1, Math.ceil(columns.length / fitting));
  const perBlock = Math.ceil(columns.length / blocks);
  const room = Math.min(220, (width - names) / perBlock - gap);
  const marks: SvgElement[] = [];
  let top = 0;
  for (let block = 0; block < blocks; block++) {
    const own = columns.slice(block * perBlock, (block + 1) * perBlock);
    const drawn = blockMarks({ genes, columns: own, scale }, palette, { names, room, top });
    marks.push(...drawn.marks);
    top = drawn.bottom + 2 * gap;
  }
  const height = top - 2 * gap;
  const title = `Predicted changes in ${plural(columns.length, 'scenario')}`;
  const changes = columns.flatMap(({ cells }) =>
    cells.flatMap((cell) => (cell && 'log2' in cell ? [cell] : [])),
  );
  const hasInterval = changes.some(({ interval: [low, high] }) => low < high);
  const hasMeasured = changes.some(({ measured }) => measured !== null);
  const frame = { width, height, left: names, right: width, top: 0, bottom: height };
  return {
    title,
    svg: chartSvg(frame, `${title}: ${columns.map(({ name }) => name).join('; ')}.`, marks),
    note:
      `${columns.map(({ name }) => name).join('; ')}. Networks: genes coloured by their predicted change. ` +
      `Bars: predicted change${hasInterval ? ', with 95 % interval' : ''}${hasMeasured ? '; diamonds: measured' : ''}.`,
  };
}

function blockMarks(
  { genes, columns, scale }: ScenarioTable,
  palette: Palette,
  { names, room, top }: { readonly names: number; readonly room: number; readonly top: number },
): { readonly marks: readonly SvgElement[]; readonly bottom: number } {
  const heads = columns.map(({ name, content }) => [
    ...wrapped(name, room, 12).map((line) => ({ line, kind: 'label strong' })),
    ...(content === null ? [] : wrapped(content, room, 12).map((line) => ({ line, kind: 'tick' }))),
  ]);
  const pictures = top + Math.max(...heads.map((lines) => lines.length)) * lineHeight + 6;
  const hasPictures = columns.some(({ miniature }) => miniature !== null);
  const rows = pictures + (hasPictures ? shape * room + 10 : 0);
  const end = rows + genes.length * rowHeight;
  const notes = columns.map(({ isOutside }) => (isOutside ? wrapped(outside, room, 12) : []));
  const noteLines = Math.max(...notes.map((lines) => lines.length));
  const marks = columns.flatMap(({ miniature, cells }, at): readonly SvgElement[] => {
    const left = names + at * (room + gap);
    const values = cells.map((cell) => valueOf(cell, scale));
    const widest = Math.max(0, ...values.map((value) => textWidth(value, 12)));
    const x = scaleLinear([-longestBar, longestBar], [left + 4, left + room - widest - 10]).clamp(true);
    const ends = [-longestBar, 0, longestBar].filter((value) => value !== 0);
    return [
      ...(heads[at] ?? []).map(({ line, kind }, i) => text(left, top + (i + 0.85) * lineHeight, line, kind)),
      ...(miniature ? [picture(miniature, palette, { left, top: pictures, width: room })] : []),
      ...ends.map((value) => element('path', { class: 'grid', d: `M${round(x(value))} ${rows}V${end}` })),
      element('path', { class: 'axis', d: `M${round(x(0))} ${rows}V${end}` }),
      ...cells.flatMap((cell, row) => {
        const middle = rows + (row + 0.5) * rowHeight;
        return [
          ...(cell && 'log2' in cell ? effectMarks(cell, x, middle) : []),
          text(left + room, middle + 4, values[row] ?? '', 'label end'),
        ];
      }),
      ...ends.map((value) => text(x(value), end + 14, foldOrRatio(value, scale), 'tick middle')),
      ...(notes[at] ?? []).map((line, i) => text(left, end + 34 + i * lineHeight, line, 'worse')),
    ];
  });
  const rowNames = genes.map((gene, row) => text(0, rows + (row + 0.5) * rowHeight + 4, gene, 'label'));
  return {
    marks: [...rowNames, ...marks],
    bottom: end + 20 + (noteLines > 0 ? 8 + noteLines * lineHeight : 0),
  };
}

function valueOf(cell: ScenarioColumn['cells'][number], scale: Dataset['scale']): string {
  if (cell === null) return '';
  return 'level' in cell ? level(cell.level) : foldOrRatio(cell.log2, scale);
}

/** In a frame at that place, with names as large as other text. */
function picture(
  of: MiniatureOf,
  palette: Palette,
  { left, top, width }: { readonly left: number; readonly top: number; readonly width: number },
): SvgElement {
  const height = shape * width;
  const { viewBox, edges, genes, names } = miniatureOf(of, [width, height], nameSize, palette);
  const scale = width / viewBox[2];
  const [across, down] = [-viewBox[0], -viewBox[1]];
  return element(
    'g',
    { transform: `translate(${round(left)} ${round(top)})` },
    element('rect', { width, height, rx: 6, fill: palette.canvas, stroke: palette.line }),
    element(
      'g',
      { transform: `scale(${scale.toFixed(5)}) translate(${round(across)} ${round(down)})` },
      element('path', {
        d: edges.d,
        fill: 'none',
        stroke: edges.color,
        'stroke-width': edges.width,
        'stroke-opacity': 0.35,
      }),
      ...genes.map((gene) =>
        element('circle', {
          cx: round(gene.x),
          cy: round(gene.y),
          r: gene.radius,
          fill: gene.fill,
          stroke: gene.border,
          'stroke-width': gene.width,
        }),
      ),
    ),
    ...names.map((name) => {
      // Within the frame, however near its gene is to the border.
      const half = textWidth(name.text, nameSize) / 2;
      const x = Math.min(width - half, Math.max(half, (name.x + across) * scale));
      const place = { x: round(x), y: round((name.y + down) * scale) };
      return element('text', { class: 'label middle halo', ...place, 'font-weight': 600 }, name.text);
    }),
  );
}

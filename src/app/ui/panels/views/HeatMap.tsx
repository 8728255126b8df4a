/** The network as a heat map of regulators and targets; a cell is pointed at or reached by arrow keys, and opens its edge. */
import { ActionIcon, SegmentedControl } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconMinus, IconPlus } from '@tabler/icons-react';
import {
  type KeyboardEvent,
  type PointerEvent,
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import { type Matrix, type MatrixContent, matrixOf } from '../../../../present/figure/matrix';
import { textWidth } from '../../../../present/figure/networkFigure';
import { matrixLegend, matrixSvg } from '../../../../present/figure/svg/viewsSvg';
import { select } from '../../../session/page/actions';
import type { Selection } from '../../../session/state';
import { useView } from '../../../session/stores';
import { emitViewEvent } from '../../../session/view/viewBus';
import { Legend } from '../../network-view/Legend';
import { pairText, viewsText } from '../../text/views';
import { type MatrixPlace, type MatrixSizes, paintMatrix } from './heatMapPainter';
import { captionOf, contentOf, useFigureExport, type Viewed, useViewed } from './viewed';
import classes from './Views.module.css';

export function HeatMap() {
  const viewed = useViewed();
  if (!viewed || viewed.scene.edges.length === 0) return <p className={classes.empty}>{viewsText.noEdges}</p>;
  return <Cells viewed={viewed} />;
}

/** Smallest and largest cell in pixels, and how much a press of a button changes it. */
const [SMALLEST, LARGEST, ZOOM] = [3, 44, 1.35];
/** Cells that fit the panel are between these. */
const [LEAST_FIT, MOST_FIT] = [8, 40];

function Cells({ viewed }: { viewed: Viewed }) {
  const { scene, network, palette } = viewed;
  const [content, setContent] = useState<MatrixContent>('shown');
  const [zoom, setZoom] = useState(1);
  const [pointed, setPointed] = useState<MatrixPlace | null>(null);
  const [scroll, setScroll] = useState({ x: 0, y: 0 });
  const { ref: measured, width, height } = useElementSize<HTMLDivElement>();
  const scroller = useRef<HTMLDivElement | null>(null);
  const description = useId();
  const selection = useView((view) => view.present.selection);
  const matrix = useMemo(() => matrixOf(scene, network, content), [scene, network, content]);
  const { rows, columns } = matrix;
  const cell = useMemo(
    () => sizesFor(rows.map(nameIn(scene.genes)), columns.map(nameIn(scene.genes)), { width, height }, zoom),
    [rows, columns, scene.genes, width, height, zoom],
  );
  const isSelected = useMemo(() => selectedIn(selection, viewed), [selection, viewed]);
  // The numbers of cells change with the selection of edges.
  const at = pointed && pointed.row < rows.length && pointed.column < columns.length ? pointed : null;

  const canvas = usePainted({ matrix, viewed, cell, scroll, width, height, at, isSelected });
  useMatrixExport(matrix, viewed, viewsText.matrixCaption[content]);

  const describe = (place: MatrixPlace) =>
    pairText(network, scene, rows[place.row] ?? 0, columns[place.column] ?? 0);

  const open = (place: MatrixPlace) => {
    const [source, target] = [rows[place.row], columns[place.column]];
    if (source !== undefined && target !== undefined && source !== target)
      select({ kind: 'edge', source, target });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const here = at ?? { row: 0, column: 0 };
    if (event.key === 'Enter') {
      open(here);
      emitViewEvent('openDetails');
      event.preventDefault();
      return;
    }
    const next = at === null ? here : moved(here, event.key, rows.length, columns.length);
    if (!moves.has(event.key) || next === null) return;
    event.preventDefault();
    setPointed(next);
    if (scroller.current) scrollTo(scroller.current, next, cell, { width, height });
  };

  return (
    <section className={classes.view} aria-label="Heat map">
      <Tools
        content={content}
        onContent={setContent}
        onZoom={(factor) => setZoom(zoom * factor)}
        readout={at ? describe(at) : viewsText.matrixHint}
      />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- cells of a canvas are no elements: the application role hands the keys on */}
      <div
        ref={(element) => {
          scroller.current = element;
          measured(element);
        }}
        className={classes.scroll}
        role="application"
        aria-label="Heat map of regulators and targets"
        aria-describedby={description}
        tabIndex={0}
        onScroll={({ currentTarget }) =>
          setScroll({ x: currentTarget.scrollLeft, y: currentTarget.scrollTop })
        }
        onKeyDown={onKeyDown}
      >
        <div className={classes.sheet} style={sheetSize(matrix, cell)}>
          <canvas
            ref={canvas}
            className={classes.canvas}
            style={{ width, height }}
            aria-hidden="true"
            onPointerMove={(event) => setPointed(placeAt(event, matrix, cell, scroll))}
            onPointerLeave={() => setPointed(null)}
            onClick={() => {
              if (at) open(at);
            }}
            onDoubleClick={() => emitViewEvent('openDetails')}
          />
        </div>
      </div>
      <p id={description} className="visually-hidden">
        {viewsText.matrixDescription(rows.length, columns.length, scene.edges.length)}
      </p>
      <p className="visually-hidden" aria-live="polite">
        {at ? describe(at) : ''}
      </p>
      <Legend entries={matrixLegend(matrix, palette)} />
    </section>
  );
}

function Tools(props: {
  content: MatrixContent;
  onContent: (content: MatrixContent) => void;
  onZoom: (factor: number) => void;
  readout: string;
}) {
  const { content, onContent, onZoom, readout } = props;
  const sizes = [
    { label: 'Smaller cells', factor: 1 / ZOOM, Sign: IconMinus },
    { label: 'Larger cells', factor: ZOOM, Sign: IconPlus },
  ];
  return (
    <div className={classes.tools}>
      <SegmentedControl
        size="xs"
        aria-label="Weights in the heat map"
        data={[
          { value: 'shown', label: 'Shown edges' },
          { value: 'all', label: 'All their weights' },
        ]}
        value={content}
        onChange={(next) => onContent(next === 'all' ? 'all' : 'shown')}
      />
      <fieldset className={classes.zoom} aria-label="Size of the cells">
        {sizes.map(({ label, factor, Sign }) => (
          <ActionIcon
            key={label}
            variant="subtle"
            color="gray"
            size={28}
            aria-label={label}
            onClick={() => onZoom(factor)}
          >
            <Sign size={16} stroke={1.75} />
          </ActionIcon>
        ))}
      </fieldset>
      <p className={classes.readout}>{readout}</p>
    </div>
  );
}

interface Scroll {
  readonly x: number;
  readonly y: number;
}

/** The canvas, painted anew where one of these changes; `at`: the cell that is pointed at. */
function usePainted(shown: {
  readonly matrix: Matrix;
  readonly viewed: Viewed;
  readonly cell: MatrixSizes;
  readonly scroll: Scroll;
  readonly width: number;
  readonly height: number;
  readonly at: MatrixPlace | null;
  readonly isSelected: ReturnType<typeof selectedIn>;
}) {
  const { matrix, viewed, cell, scroll, width, height, at, isSelected } = shown;
  const { palette } = viewed;
  const { genes } = viewed.scene;
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || width === 0) return;
    const ratio = globalThis.devicePixelRatio;
    context.canvas.width = Math.round(width * ratio);
    context.canvas.height = Math.round(height * ratio);
    const room = { width, height };
    paintMatrix(context, { matrix, genes, palette, cell, scroll, room, pointed: at, isSelected });
  }, [matrix, genes, palette, cell, scroll, width, height, at, isSelected]);
  return canvas;
}

function sheetSize({ rows, columns }: Matrix, cell: MatrixSizes) {
  return {
    width: cell.left + columns.length * cell.width,
    height: cell.top + rows.length * cell.height,
  };
}

function useMatrixExport(matrix: Matrix, viewed: Viewed, note: string): void {
  const { scene, paper } = viewed;
  const draw = useCallback(
    () =>
      matrixSvg(matrix, scene.genes, {
        palette: paper,
        ribbon: scene.doubt,
        caption: captionOf(viewed, note),
      }),
    [matrix, scene, paper, viewed, note],
  );
  const add = useCallback(async () => {
    const { addMatrix } = await import('../../composed/panels');
    addMatrix(matrix, scene, contentOf(viewed, note));
  }, [matrix, scene, viewed, note]);
  useFigureExport('heat-map', draw, add);
}

/** The cell under the pointer; null at the names and beyond. */
function placeAt(
  event: PointerEvent,
  { rows, columns }: Matrix,
  cell: MatrixSizes,
  scroll: Scroll,
): MatrixPlace | null {
  const box = event.currentTarget.getBoundingClientRect();
  const [x, y] = [event.clientX - box.left, event.clientY - box.top];
  const place = {
    column: Math.floor((x - cell.left + scroll.x) / cell.width),
    row: Math.floor((y - cell.top + scroll.y) / cell.height),
  };
  const isInside =
    x >= cell.left && y >= cell.top && place.row < rows.length && place.column < columns.length;
  return isInside ? place : null;
}

/** Scrolls as far as that cell needs to be seen. */
function scrollTo(
  view: HTMLElement,
  { row, column }: MatrixPlace,
  cell: MatrixSizes,
  { width, height }: { readonly width: number; readonly height: number },
): void {
  const [x, y] = [column * cell.width, row * cell.height];
  const [roomX, roomY] = [width - cell.left - cell.width, height - cell.top - cell.height];
  view.scrollTo({
    left: Math.max(x - roomX, Math.min(view.scrollLeft, x)),
    top: Math.max(y - roomY, Math.min(view.scrollTop, y)),
  });
}

const nameIn = (genes: readonly string[]) => (gene: number) => genes[gene] ?? '';

/** Room in pixels for names at an edge. */
const roomFor = (names: readonly string[]) =>
  Math.min(110, Math.max(24, ...names.map((name) => textWidth(name, 12)))) + 14;

const fit = (size: number, count: number) =>
  Math.min(MOST_FIT, Math.max(LEAST_FIT, (size - 2) / Math.max(1, count)));

/** Cells that fit the panel where they may, at most twice as high as wide and the reverse, times the zoom. */
function sizesFor(
  rows: readonly string[],
  columns: readonly string[],
  room: { readonly width: number; readonly height: number },
  zoom: number,
): MatrixSizes {
  const [left, top] = [roomFor(rows), roomFor(columns)];
  const [across, down] = [fit(room.width - left, columns.length), fit(room.height - top, rows.length)];
  const zoomed = (size: number) => Math.min(LARGEST, Math.max(SMALLEST, size * zoom));
  return { left, top, width: zoomed(Math.min(across, 2 * down)), height: zoomed(Math.min(down, 2 * across)) };
}

const moves = new Set([
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Home',
  'End',
  'PageUp',
  'PageDown',
]);

/** null for another key. */
function moved({ row, column }: MatrixPlace, key: string, rows: number, columns: number): MatrixPlace | null {
  const at = (nextRow: number, nextColumn: number) => ({
    row: Math.min(rows - 1, Math.max(0, nextRow)),
    column: Math.min(columns - 1, Math.max(0, nextColumn)),
  });
  switch (key) {
    case 'ArrowLeft':
      return at(row, column - 1);
    case 'ArrowRight':
      return at(row, column + 1);
    case 'ArrowUp':
      return at(row - 1, column);
    case 'ArrowDown':
      return at(row + 1, column);
    case 'Home':
      return at(row, 0);
    case 'End':
      return at(row, columns - 1);
    case 'PageUp':
      return at(0, column);
    case 'PageDown':
      return at(rows - 1, column);
    default:
      return null;
  }
}

const isOf = (genes: readonly number[]) => (gene: number) => genes.includes(gene);

function selectedIn(selection: Selection, { scene }: Viewed) {
  switch (selection?.kind) {
    case 'gene':
      return { row: isOf([selection.gene]), column: isOf([selection.gene]) };
    case 'genes':
      return { row: isOf(selection.genes), column: isOf(selection.genes) };
    case 'edge':
      return { row: isOf([selection.source]), column: isOf([selection.target]) };
    case 'module':
      return { row: isOf([]), column: isOf(scene.modules[selection.module]?.genes ?? []) };
    case undefined:
      return { row: isOf([]), column: isOf([]) };
    default:
      return selection satisfies never;
  }
}

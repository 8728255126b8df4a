/** The network as a heat map of regulators and targets; a cell is pointed at or reached by arrow keys, and opens its edge. */
import { useCallback, useMemo, useState } from 'react';
import { type Matrix, type MatrixContent, matrixOf } from '../../../../present/figure/matrix';
import { matrixLegend, matrixSvg } from '../../../../present/figure/svg/viewsSvg';
import { joined } from '../../../../present/text/format';
import { select } from '../../../session/page/actions';
import type { Selection } from '../../../session/state';
import { useScreen, useView } from '../../../session/stores';
import { emitViewEvent } from '../../../session/view/viewBus';
import { CanvasMatrix, useMatrixView, ZoomButtons } from '../../kit/CanvasMatrix';
import type { MatrixNames, MatrixPlace, MatrixView } from '../../kit/matrixFrame';
import { Segments } from '../../kit/Segments';
import { fewRegulators, MOST_EDGES } from '../../derived/opening';
import { Legend } from '../../network-view/Legend';
import { pairText, viewsText } from '../../text/views';
import { paintMatrix } from './heatMapPainter';
import { captionOf, contentOf, useFigureExport, type Viewed, useViewed } from './viewed';
import classes from './Views.module.css';

export function HeatMap() {
  const viewed = useViewed();
  if (!viewed || viewed.scene.edges.length === 0) return <p className={classes.empty}>{viewsText.noEdges}</p>;
  return <Cells viewed={viewed} />;
}

/** Smallest cell in pixels. */
const SMALLEST = 3;

function Cells({ viewed }: { viewed: Viewed }) {
  const { scene, network, palette } = viewed;
  const [content, setContent] = useState<MatrixContent>('shown');
  const selection = useView((view) => view.present.selection);
  const matrix = useMemo(() => matrixOf(scene, network, content), [scene, network, content]);
  const names = useMemo(() => namesOf(matrix, selection, viewed), [matrix, selection, viewed]);
  const paint = useCallback(
    (context: CanvasRenderingContext2D, view: MatrixView) =>
      paintMatrix(context, { matrix, names, palette, ...view }),
    [matrix, names, palette],
  );
  const { rows, columns } = matrix;
  const { zoom, setZoom, pointed: at, onPoint } = useMatrixView(rows.length, columns.length);
  useMatrixExport(matrix, viewed, viewsText.matrixCaption[content]);
  const isOpening = useScreen(({ centre }) => centre === null);
  const opening = useMemo(
    () => isOpening && viewsText.matrixOpening(fewRegulators(network), MOST_EDGES),
    [isOpening, network],
  );
  const words = at ? pairText(network, scene, rows[at.row] ?? 0, columns[at.column] ?? 0) : '';
  const open = (place: MatrixPlace) => {
    const [source, target] = [rows[place.row], columns[place.column]];
    if (source !== undefined && target !== undefined && source !== target)
      select({ kind: 'edge', source, target });
  };
  return (
    <section className={classes.view} aria-label="Heat map">
      <Tools
        content={content}
        onContent={setContent}
        onZoom={(factor) => setZoom(zoom * factor)}
        readout={words || joined(opening, viewsText.matrixHint)}
      />
      <CanvasMatrix
        label="Heat map of regulators and targets"
        description={viewsText.matrixDescription(rows.length, columns.length, scene.edges.length)}
        rows={names.rows}
        columns={names.columns}
        zoom={zoom}
        smallest={SMALLEST}
        paint={paint}
        pointed={at}
        onPoint={onPoint}
        words={words}
        onOpen={open}
        onEnter={() => emitViewEvent('openDetails')}
      />
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
  return (
    <div className={classes.tools}>
      <Segments
        aria-label="Weights in the heat map"
        data={[
          { value: 'shown', label: 'Shown edges' },
          { value: 'all', label: 'All their weights' },
        ]}
        value={content}
        onChange={onContent}
      />
      <ZoomButtons onZoom={onZoom} />
      <p className={classes.readout}>{readout}</p>
    </div>
  );
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

const isOf = (genes: readonly number[]) => (gene: number) => genes.includes(gene);

/** Names of the rows and columns, and which are selected: of a gene, a module, or the ends of an edge. */
function namesOf(matrix: Matrix, selection: Selection, viewed: Viewed): MatrixNames {
  const selected = selectedIn(selection, viewed);
  const nameOf = (gene: number) => viewed.scene.genes[gene] ?? '';
  return {
    rows: matrix.rows.map(nameOf),
    columns: matrix.columns.map(nameOf),
    isSelected: {
      row: (row) => selected.row(matrix.rows[row] ?? -1),
      column: (column) => selected.column(matrix.columns[column] ?? -1),
    },
  };
}

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

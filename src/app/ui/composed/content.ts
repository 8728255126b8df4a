/** What a panel of the composed figure shows, as data that the browser can store, and how it is drawn. */
import type { Dataset } from '../../../dataset/dataset';
import type { TruthComparison } from '../../../evaluation/networks/truthComparison';
import type { Calibration, NetworkSource } from '../../../inference/benchmark/benchmark';
import { calibrationChart } from '../../../present/chart/calibration';
import { type Chart, commonFrame } from '../../../present/chart/chart';
import { type Volcano, type VolcanoChanges, volcanoPlot } from '../../../present/chart/volcano';
import { errorBars, type UnseenPerturbation } from '../../../present/chart/errorBars';
import { type Learning, learningChart } from '../../../present/chart/learning';
import { type MethodCurve, precisionRecallChart } from '../../../present/chart/precisionRecall';
import { respondersChart, type RespondingGene } from '../../../present/chart/responders';
import { scenariosChart, type ScenarioTable } from '../../../present/chart/scenarios';
import type { Point } from '../../../present/figure/geometry';
import type { LayerNode } from '../../../present/figure/layers';
import type { Matrix } from '../../../present/figure/matrix';
import type { NetworkFigure } from '../../../present/figure/networkFigure';
import type { PairFigure } from '../../../present/figure/pair';
import { greyed, paletteOf } from '../../../present/figure/palette';
import {
  chartPanel,
  type Drawable,
  layersPanel,
  matrixPanel,
  networkPanel,
  pairPanel,
} from '../../../present/figure/sheet/drawables';
import type { Sheet, SheetPanel } from '../../../present/figure/sheet/sheet';
import type { PairTitles } from '../../../present/figure/svg/pairSvg';
import type { ViewedScene } from '../../../present/figure/scene';
import { type Compared, comparedChart } from '../charts/compared';
import { type CellsDrawn, cellsPanel } from '../charts/cellsSvg';
import type { Figure } from '../charts/figure';
import { plotlyPanel } from '../charts/plotlyPanel';

/** Charts, drawn at any width. */
export type ChartContent =
  | {
      readonly kind: 'responders';
      readonly rows: readonly RespondingGene[];
      readonly title: string;
      readonly scale: Dataset['scale'];
    }
  | ({ readonly kind: 'comparison' } & Compared)
  | { readonly kind: 'scenarios'; readonly table: ScenarioTable }
  | { readonly kind: 'errors'; readonly evaluated: readonly UnseenPerturbation[] }
  | { readonly kind: 'calibration'; readonly calibration: Calibration; readonly scale: Dataset['scale'] }
  | {
      readonly kind: 'truth';
      readonly compared: TruthComparison;
      /** Best first. */
      readonly others: readonly MethodCurve[];
      readonly highlighted: NetworkSource | null;
    }
  | ({
      readonly kind: 'volcano';
      readonly changes: VolcanoChanges;
      readonly genes: readonly string[];
    } & Volcano)
  /** As they were on screen, at their own width. */
  | { readonly kind: 'drawn'; readonly charts: readonly Chart[] }
  /** `kept`: the step whose model is reported; null while it is trained. */
  | { readonly kind: 'curves'; readonly learning: Learning; readonly kept: number | null };

export type PanelContent =
  /** `figure`: in light colours. `places`: world coordinates of every drawn gene. */
  | { readonly kind: 'network'; readonly figure: NetworkFigure; readonly places: ReadonlyMap<number, Point> }
  | { readonly kind: 'pair'; readonly figure: PairFigure; readonly titles: PairTitles }
  | {
      readonly kind: 'matrix';
      readonly matrix: Matrix;
      readonly genes: readonly string[];
      readonly isDoubtful: boolean;
    }
  /** `loadings`, `opened`: of layersOf. */
  | {
      readonly kind: 'layers';
      readonly scene: ViewedScene;
      readonly loadings: Float32Array;
      readonly opened: ReadonlySet<LayerNode['index']>;
    }
  | { readonly kind: 'cells'; readonly cells: CellsDrawn }
  | { readonly kind: 'plot'; readonly figure: Figure }
  | { readonly kind: 'chart'; readonly chart: ChartContent; readonly isDoubtful: boolean };

export interface Panel extends Omit<SheetPanel, 'draw'> {
  readonly id: number;
  /** In the list of panels. */
  readonly name: string;
  readonly content: PanelContent;
}

export interface Composition extends Omit<Sheet, 'panels'> {
  readonly panels: readonly Panel[];
}

export function drawableOf(content: PanelContent): Drawable {
  switch (content.kind) {
    case 'network':
      return networkPanel(content.figure, content.places);
    case 'pair':
      return pairPanel(content.figure, content.titles);
    case 'matrix':
      return matrixPanel(content.matrix, content.genes, content.isDoubtful);
    case 'layers':
      return layersPanel(content.scene, content.loadings, content.opened);
    case 'cells':
      return cellsPanel(content.cells);
    case 'plot':
      return plotlyPanel(content.figure);
    case 'chart': {
      const { chart, isDoubtful } = content;
      return chartPanel((width) => chartsOf(chart, isDoubtful, width), isDoubtful);
    }
    default:
      return content satisfies never;
  }
}

/** Room beside a chart for the names of its curves, and the least width of the chart, in pixels. */
const [NAMES, PLAIN] = [134, 226];

/** `width` in pixels. `isDoubtful`: grey where colours are not those of the sheet. */
export function chartsOf(content: ChartContent, isDoubtful: boolean, width: number): readonly Chart[] {
  switch (content.kind) {
    case 'responders':
      return [respondersChart(content.rows, content.title, content.scale, width)];
    case 'scenarios': {
      const palette = paletteOf('light');
      return [scenariosChart(content.table, isDoubtful ? greyed(palette) : palette, width)];
    }
    case 'errors':
      return errorBars(content.evaluated, width);
    case 'calibration': {
      const chart = calibrationChart(content.calibration, content.scale, width);
      return chart ? [chart] : [];
    }
    case 'truth': {
      const { compared, others, highlighted } = content;
      const beside = NAMES - (commonFrame.width - commonFrame.right);
      return [
        width - beside >= PLAIN
          ? precisionRecallChart(compared, others, { room: NAMES, highlighted }, width - beside)
          : precisionRecallChart(compared, others, null, width),
      ];
    }
    case 'drawn':
      return content.charts;
    case 'volcano':
      return [volcanoPlot(content.changes, content.genes, content, width)];
    case 'comparison':
      return [comparedChart(content, { width })];
    case 'curves':
      return [learningChart(content.learning, { kept: content.kept, width })];
    default:
      return content satisfies never;
  }
}

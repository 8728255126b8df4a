/** The figures of the page as panels of a composed figure: copies of what is on screen. */
import { program } from '../../../inference/run/program';
import type { TruthComparison } from '../../../evaluation/networks/truthComparison';
import type { Calibration, NetworkSource } from '../../../inference/benchmark/benchmark';
import type { Chart } from '../../../present/chart/chart';
import type { MethodCurve } from '../../../present/chart/precisionRecall';
import type { ScenarioTable } from '../../../present/chart/scenarios';
import { unseenPerturbations } from '../../../present/chart/errorBars';
import type { Change } from '../../../dynamics/predict';
import { compose } from '../../../present/figure/compose';
import { type NetworkFigure, nodeLabel } from '../../../present/figure/networkFigure';
import type { LayerNode } from '../../../present/figure/layers';
import type { Matrix } from '../../../present/figure/matrix';
import type { PairFigure } from '../../../present/figure/pair';
import { greyed, paletteOf } from '../../../present/figure/palette';
import type { Scene, ViewedScene } from '../../../present/figure/scene';
import type { Point } from '../../../present/figure/geometry';
import type { PairTitles } from '../../../present/figure/svg/pairSvg';
import { sentence } from '../../../present/text/format';
import { changesText } from '../../../present/text/changes';
import { presetLabel } from '../../../present/text/presets';
import { doubtOf } from '../../session/run/doubt';
import { heldOutCurve, lossCurve } from '../../session/run/snapshots';
import { useEffects, useImport, useNextTraining, useRun } from '../../session/stores';
import type { CellsDrawn } from '../charts/cellsSvg';
import type { Compared } from '../charts/compared';
import type { FigureOf } from '../charts/figure';
import { composerText } from '../text/composer';
import type { Responder } from '../derived/effects';
import { originText } from '../kit/savedPicture';
import { addToFigure } from './composition';
import { type ChartContent, type PanelContent, chartsOf } from './content';

/** What reproduces the run on screen; a reader finds the other settings in the text of its methods. */
function originNow(): string {
  const { preset } = useRun.getState().trainedWith ?? useNextTraining.getState().settings;
  return `${originText()}, preset ${presetLabel(preset)}`;
}

function add(name: string, content: PanelContent, text: string, span = 1 / 2): void {
  void addToFigure({ name, content, text: sentence(text), span, origin: originNow(), doubt: doubtNow() });
}

/** The caption of a view that has no finding of its own. */
function named(view: 'network' | 'matrix' | 'layers', text: string): string {
  return `${composerText.names[view]}: ${text}`;
}

/** `places`: world coordinates of every drawn gene. */
export function addNetwork(scene: Scene, places: ReadonlyMap<number, Point>, text: string): void {
  const figure = compose({ ...scene, hovered: null, selection: null }, paletteOf('light'));
  add(
    composerText.names.network,
    { kind: 'network', figure, places: new Map(places) },
    named('network', text),
  );
}

export function addMatrix(matrix: Matrix, { genes, doubt }: ViewedScene, text: string): void {
  add(
    composerText.names.matrix,
    { kind: 'matrix', matrix, genes, isDoubtful: doubt !== null },
    named('matrix', text),
  );
}

/** `loadings`, `opened`: of layersOf. */
export function addLayers(
  scene: ViewedScene,
  loadings: Float32Array,
  opened: ReadonlySet<LayerNode['index']>,
  text: string,
): void {
  add(composerText.names.layers, { kind: 'layers', scene, loadings, opened }, named('layers', text));
}

/** `all`: in light colours. `doubt`: of what is drawn, which may be cells alone. */
export function addCells(all: CellsDrawn, text: string, doubt: string | null): void {
  const name = composerText.names.cells;
  const cells = drawnOnly(all);
  void addToFigure({
    name,
    content: { kind: 'cells', cells },
    text,
    span: 1 / 2,
    origin: originNow(),
    doubt,
  });
}

/** Without the cells that are not drawn. */
function drawnOnly({ points, shown, colours, ...rest }: CellsDrawn): CellsDrawn {
  return {
    ...rest,
    points: Float32Array.from({ length: 2 * shown.length }, (_, at) => {
      const cell = shown[at >> 1] ?? 0;
      return points[2 * cell + (at & 1)] ?? NaN;
    }),
    shown: Int32Array.from(shown.keys()),
    colours: { ...colours, of: Uint8Array.from(shown, (cell) => colours.of[cell] ?? 0) },
  };
}

/** Two runs; `figure` in light colours. */
export function addPair(pair: {
  readonly figure: PairFigure;
  readonly titles: PairTitles;
  readonly text: string;
  readonly origin: string;
  readonly doubt: string | null;
}): void {
  const { figure, titles, ...rest } = pair;
  void addToFigure({
    name: composerText.names.pair,
    content: { kind: 'pair', figure, titles },
    span: 1,
    ...rest,
  });
}

/** Effects of two runs. */
export function addEffectsBeside(drawn: {
  readonly charts: readonly Chart[];
  readonly text: string;
  readonly origin: string;
  readonly doubt: string | null;
}): void {
  const { charts, ...rest } = drawn;
  void addToFigure({
    name: composerText.names.effects,
    content: { kind: 'chart', chart: { kind: 'drawn', charts }, isDoubtful: false },
    span: 1,
    ...rest,
  });
}

/**
 * A picture of the effects on screen: of the open file, or of a link.
 * @param content draws it at any width; absent: as it was on screen
 */
export function addEffects(
  chart: Chart,
  span: number,
  content: ChartContent = { kind: 'drawn', charts: [chart] },
): void {
  const { opened } = useImport.getState();
  const name = useEffects.getState().shared === null && opened ? opened.name : composerText.linked;
  void addToFigure({
    name: chart.title,
    content: { kind: 'chart', chart: content, isDoubtful: false },
    text: `${sentence(chart.title)} ${chart.note}`,
    span,
    origin: `Modulode ${program}, data ${name}`,
    doubt: null,
  });
}

/** Where methods agree. `isDoubtful`: drawn grey. */
export function addAgreement(chart: Chart, isDoubtful: boolean): void {
  const content = { kind: 'drawn', charts: [chart] } as const;
  add(chart.title, { kind: 'chart', chart: content, isDoubtful }, `${sentence(chart.title)} ${chart.note}`);
}

/** Edges that differ between two contexts; `figure` in light colours. */
export function addDifferences(drawn: {
  readonly figure: NetworkFigure;
  readonly places: ReadonlyMap<number, Point>;
  readonly text: string;
  readonly origin: string;
}): void {
  const { figure, places, text, origin } = drawn;
  void addToFigure({
    name: composerText.names.differences,
    content: { kind: 'network', figure, places: new Map(places) },
    text,
    span: 1 / 2,
    origin,
    doubt: null,
  });
}

/** `file`: name of its files. */
export function addPlot(file: string, of: FigureOf): void {
  const palette = paletteOf('light');
  const figure = of(doubtNow() === null ? palette : greyed(palette));
  add(composerText.plotName(file), { kind: 'plot', figure }, `${sentence(figure.title)} ${figure.note}`);
}

export function addComparison(compared: Compared): void {
  addChart(composerText.names.compared, { kind: 'comparison', ...compared });
}

/** Nothing where there is no chart to draw. `described`: so many charts, the first, are in the caption. */
function addChart(name: string, chart: ChartContent, span = 1 / 2, described = Infinity): void {
  const isDoubtful = doubtNow() !== null;
  const drawn = chartsOf(chart, isDoubtful, 400);
  if (drawn.length === 0) return;
  const text = drawn.slice(0, described).map(({ title, note }) => `${sentence(title)} ${note}`);
  add(name, { kind: 'chart', chart, isDoubtful }, text.join(' '), span);
}

/** `others`: best first. */
export function addTruth(
  compared: TruthComparison,
  others: readonly MethodCurve[],
  highlighted: NetworkSource | null,
): void {
  addChart(composerText.names.truth, { kind: 'truth', compared, others, highlighted });
}

/** `measured`: [G] log2 fold changes; null: this perturbation was not measured. */
export function addResponders(
  genes: readonly string[],
  sliders: readonly Change[],
  responders: readonly Responder[],
  measured: Float32Array | null,
): void {
  const scale = useRun.getState().dataset?.scale;
  const rows = responders
    .toSorted((a, b) => Math.abs(b.log2) - Math.abs(a.log2))
    .map(({ gene, log2, interval }) => ({
      name: nodeLabel(genes[gene] ?? ''),
      log2,
      interval,
      measured: measured?.[gene] ?? null,
    }));
  const title = `Top responders to ${changesText(genes, sliders)}`;
  addChart(composerText.names.responders, { kind: 'responders', rows, title, scale });
}

export function addScenarios(table: ScenarioTable): void {
  addChart(composerText.names.scenarios, { kind: 'scenarios', table }, 1);
}

export function addCalibration(calibration: Calibration): void {
  const scale = useRun.getState().dataset?.scale;
  addChart(composerText.names.calibration, { kind: 'calibration', calibration, scale });
}

/** Whether the run on screen has errors on unseen perturbations. */
export function hasErrors(): boolean {
  const { result } = useRun.getState();
  return result !== null && unseenPerturbations(result).length > 0;
}

export function addErrors(): void {
  const { result } = useRun.getState();
  if (!result || !hasErrors()) return;
  const evaluated = unseenPerturbations(result);
  addChart(composerText.names.errors, { kind: 'errors', evaluated }, 1 / 2, 1);
}

export function hasCurves(): boolean {
  return lossCurve().steps.length > 1;
}

/** Loss and cross-validated error as they are now. */
export function addCurves(): void {
  const { result, summary } = useRun.getState();
  addChart(composerText.names.curves, {
    kind: 'curves',
    learning: { loss: lossCurve(), heldOut: heldOutCurve(), stated: summary.heldOutError },
    kept: result && result.model.stepsKept,
  });
}

function doubtNow(): string | null {
  return doubtOf(useRun.getState());
}

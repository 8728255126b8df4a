/** The figures of the page as panels of a composed figure. */
import { version } from '../../../../../package.json';
import type { TruthComparison } from '../../../../evaluation/networks/truthComparison';
import type { NetworkSource } from '../../../../inference/benchmark/benchmark';
import { type Chart, commonFrame } from '../../../../present/chart/chart';
import { type MethodCurve, precisionRecallChart } from '../../../../present/chart/precisionRecall';
import { errorBars, unseenPerturbations } from '../../../../present/chart/errorBars';
import { heldOutChart, lossChart } from '../../../../present/chart/learning';
import { respondersChart } from '../../../../present/chart/responders';
import type { Change } from '../../../../dynamics/predict';
import { compose } from '../../../../present/figure/compose';
import { nodeLabel } from '../../../../present/figure/networkFigure';
import type { LayerNode } from '../../../../present/figure/layers';
import type { Matrix } from '../../../../present/figure/matrix';
import { greyed, paletteOf } from '../../../../present/figure/palette';
import {
  chartPanel,
  type Drawable,
  layersPanel,
  matrixPanel,
  networkPanel,
} from '../../../../present/figure/sheet/drawables';
import type { Scene } from '../../../../present/figure/scene';
import type { Point } from '../../../../present/figure/geometry';
import type { ViewedScene } from '../../../../present/figure/viewedEdges';
import { sentence } from '../../../../present/text/format';
import { changesText } from '../../../../present/text/perturb';
import { presetLabel } from '../../../../present/text/presets';
import { shortFingerprint } from '../../../../share/snapshot';
import type { Series } from '../../../../share/finishedRun';
import { doubtOf } from '../../../session/doubt';
import { heldOutCurve, lossCurve } from '../../../session/snapshots';
import { useNextTraining, useRun } from '../../../session/stores';
import type { FigureOf } from '../../charts/figure';
import { plotlyPanel } from '../../charts/plotlyPanel';
import { composerText } from '../../text/composer';
import type { Responder } from '../perturb/effects';
import { addToFigure } from './composition';

/** Program, seed, data and the settings that matter most, of the run on screen. */
function originNow(): string {
  const { trainedWith, dataset, result } = useRun.getState();
  const { seed, preset, horizon, steps } = trainedWith ?? useNextTraining.getState().settings;
  const kept = result ? `, step ${result.model.stepsKept} used` : '';
  return (
    `Modulode ${version}, seed ${seed}, data ${dataset?.name ?? 'unknown'} (fingerprint ${shortFingerprint(dataset?.fingerprint ?? '')}), ` +
    `preset ${presetLabel(preset)}, T = ${horizon} lifetimes, ${steps} steps${kept}`
  );
}

function add(name: string, draw: Drawable, text: string, span = 1 / 2): void {
  addToFigure({ name, draw, text: sentence(text), span, origin: originNow(), doubt: doubtNow() });
}

/** The caption of a view that has no finding of its own. */
function named(view: 'network' | 'matrix' | 'layers', text: string): string {
  return `${composerText.names[view]}: ${text}`;
}

/** `places`: world coordinates of every drawn gene. */
export function addNetwork(scene: Scene, places: ReadonlyMap<number, Point>, text: string): void {
  const figure = compose({ ...scene, hovered: null, selection: null }, paletteOf('light'));
  add(composerText.names.network, networkPanel(figure, new Map(places)), named('network', text));
}

export function addMatrix(matrix: Matrix, scene: ViewedScene, text: string): void {
  add(
    composerText.names.matrix,
    matrixPanel(matrix, scene.genes, scene.doubt !== null),
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
  add(composerText.names.layers, layersPanel(scene, loadings, opened), named('layers', text));
}

/** `file`: name of its files. */
export function addPlot(file: string, of: FigureOf): void {
  const palette = paletteOf('light');
  const figure = of(doubtNow() === null ? palette : greyed(palette));
  add(composerText.plotName(file), plotlyPanel(figure), `${sentence(figure.title)} ${figure.note}`);
}

/** `chart`: drawn at a width in pixels. */
function addChart(name: string, chart: (width: number) => Chart): void {
  const { title, note } = chart(400);
  add(
    name,
    chartPanel((width) => [chart(width)], doubtNow() !== null),
    `${sentence(title)} ${note}`,
  );
}

/** Room beside a chart for the names of its curves, and the least width of the chart, in pixels. */
const [NAMES, PLAIN] = [134, 226];

/** `others`: best first. */
export function addTruth(
  compared: TruthComparison,
  others: readonly MethodCurve[],
  highlighted: NetworkSource | null,
): void {
  const names = { room: NAMES, highlighted };
  const beside = NAMES - (commonFrame.width - commonFrame.right);
  addChart(composerText.names.truth, (width) =>
    width - beside >= PLAIN
      ? precisionRecallChart(compared, others, names, width - beside)
      : precisionRecallChart(compared, others, null, width),
  );
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
  addChart(composerText.names.responders, (width) => respondersChart(rows, title, scale, width));
}

/** Whether the run on screen has errors on unseen perturbations. */
export function hasErrors(): boolean {
  const { result } = useRun.getState();
  return result !== null && unseenPerturbations(result).length > 0;
}

export function addErrors(): void {
  const { result } = useRun.getState();
  if (!result) return;
  const evaluated = unseenPerturbations(result);
  const [first] = errorBars(evaluated);
  if (!first) return;
  add(
    composerText.names.errors,
    chartPanel((width) => errorBars(evaluated, width), doubtNow() !== null),
    `${sentence(first.title)} ${first.note}`,
  );
}

/** Loss and cross-validated error, one above the other, as they are now. */
function curvesNow(): (width: number) => readonly Chart[] {
  const { result, trainedWith } = useRun.getState();
  const [loss, heldOut] = [copyOf(lossCurve()), copyOf(heldOutCurve())];
  return (width) =>
    [
      lossChart(loss, width),
      result ? heldOutChart(heldOut, result.model.stepsKept, trainedWith?.steps ?? 0, width) : null,
    ].filter((chart) => chart !== null);
}

function copyOf({ steps, values }: Series): Series {
  return { steps: steps.slice(), values: values.slice() };
}

export function hasCurves(): boolean {
  return lossCurve().steps.length > 1;
}

export function addCurves(): void {
  const charts = curvesNow();
  const text = charts(400).map(({ title, note }) => `${sentence(title)} ${note}`);
  add(composerText.names.curves, chartPanel(charts, doubtNow() !== null), text.join(' '));
}

function doubtNow(): string | null {
  return doubtOf(useRun.getState());
}

/** The chosen figure of the run, or a sentence about the missing data. */
import { useStores } from '../../kit/useStores';
import { type ReactNode, useDeferredValue, useMemo, type PointerEvent, useState } from 'react';
import { foldChange } from '../../../../dynamics/predict';
import type { Comparison } from '../../../../inference/run/result';
import { useNextTraining, usePrediction, useRun, useView } from '../../../session/stores';
import type { FigureOf } from '../../charts/figure';
import { embeddingFigure } from '../../charts/embeddingFigure';
import { moduleActivityFigure } from '../../charts/moduleActivity';
import { trajectoriesFigure } from '../../charts/trajectories';
import type { Palette } from '../../../../present/figure/palette';
import { figureText } from '../../text/figures';
import { perturbSentence } from '../../../../present/text/perturb';
import { rowNoun } from '../../../../dataset/rows';
import { respondersOf, useMeasuredMatch } from '../../derived/effects';
import type { FigureName } from './FigureControls';
import { FigureView, FigureFrame } from './FigureView';
import { useCloud } from './useCloud';
import { ActionIcon } from '@mantine/core';
import { IconArrowsMaximize, IconMinus, IconPlus } from '@tabler/icons-react';
import type { View } from '../../../../present/chart/chart';
import { pointsOf, pointText } from '../../../../present/chart/scatter';
import { useDoubt } from '../../../session/run/doubt';
import { type Compared, comparedChart, comparedTable, wholeView } from '../../charts/compared';
import { exportChart } from '../../charts/exportFigure';
import { SvgChart, useWidth } from '../../charts/SvgChart';
import classes from './FigureView.module.css';

interface Body {
  readonly name: FigureName;
  /** Perturbation of "predicted against measured"; null: none. */
  readonly comparison: Comparison | null;
  /** Genes whose trajectories are drawn; null: those that respond most. */
  readonly genes: readonly number[] | null;
  readonly height: number;
}

const respondersDrawn = 6;

const figures: Readonly<Record<FigureName, (body: Body) => ReactNode>> = {
  predicted: PredictedMeasured,
  trajectories: Trajectories,
  modules: ModuleActivity,
  embedding: Cells,
};

export function FigureBody(body: Body) {
  const Drawn = figures[body.name];
  return <Drawn {...body} />;
}

/** `waiting`: text while there is nothing to draw. */
function Shown(props: { of: FigureOf | null; name: string; height: number; waiting: string }) {
  const { of, name, height, waiting } = props;
  return of ? <FigureView of={of} name={name} height={height} /> : <p className="quiet">{waiting}</p>;
}

function PredictedMeasured({ comparison, height }: Body) {
  const genes = useRun((run) => run.dataset?.genes);
  const row = useRun(({ dataset }) => (dataset ? rowNoun(dataset) : 'cell'));
  const compared = useMemo(() => comparison && genes && { comparison, genes, row }, [comparison, genes, row]);
  if (!compared) return <p className="quiet">{figureText.notFinished}</p>;
  const { label, time, role } = compared.comparison;
  return <ComparedView key={`${label} ${time} ${role}`} compared={compared} height={height} />;
}

function ModuleActivity({ height }: Body) {
  const result = useRun((run) => run.result);
  const unit = useRun((run) => run.dataset?.timeUnit ?? '');
  const names = useView((view) => view.present.moduleNames);
  const of = useMemo(() => {
    if (!result || result.modules.length === 0) return null;
    const rows = result.modules.map(({ name, genes }, module) => ({ name: names[module] ?? name, genes }));
    return (palette: Palette) => moduleActivityFigure(rows, result.comparisons, result.model, unit, palette);
  }, [result, unit, names]);
  const waiting = result ? figureText.noModules : figureText.notFinished;
  return <Shown of={of} name="module-activity" height={height} waiting={waiting} />;
}

function Cells({ height }: Body) {
  const dataset = useRun((run) => run.dataset);
  const row = dataset ? rowNoun(dataset) : 'cell';
  const shown = useDeferredValue(useCloud(dataset));
  const of = useMemo(
    () => shown && ((palette: Palette) => embeddingFigure(shown.embedding, shown.cloud, row, palette)),
    [shown, row],
  );
  const waiting = dataset && dataset.values.length > 0 ? figureText.embedding : figureText.noEmbedding;
  return <Shown of={of} name="embedding" height={height} waiting={waiting} />;
}

function Trajectories({ genes: chosen, height }: Body) {
  const dataset = useRun((run) => run.dataset);
  const answer = useDeferredValue(usePrediction((predicted) => predicted.answer));
  const model = useRun((run) => run.result?.model ?? null);
  const horizon = useStores(
    () => (useRun.getState().trainedWith ?? useNextTraining.getState().settings).horizon,
  );
  const match = useMeasuredMatch(answer);
  const of = useMemo(() => {
    if (!dataset || !answer || answer.prediction.times.length === 0) return null;
    const { genes, timeUnit, conditions } = dataset;
    const { prediction, sliders } = answer;
    const changed = sliders.filter(({ value }) => value !== 1).map(({ gene }) => gene);
    const { downstream } = respondersOf(prediction, changed, [], respondersDrawn);
    const times = conditions.flatMap((one) => (one.time === null ? [] : [one.time]));
    const latest = times.length > 0 ? Math.max(...times) : null;
    const courses = {
      genes,
      shown: chosen ?? downstream.map(({ gene }) => gene),
      prediction,
      mean: model ? model.mean : null,
      clock: latest === null ? null : { perDecay: latest / horizon, unit: timeUnit },
      measured: model && match ? [{ time: match.time, log2: foldChange(model, match.measured) }] : [],
      title: perturbSentence(genes, sliders, prediction.log2FoldChange).title,
    };
    return (palette: Palette) => trajectoriesFigure(courses, palette);
  }, [dataset, answer, model, horizon, match, chosen]);
  const waiting = answer ? figureText.noCurve : figureText.noSliders;
  return <Shown of={of} name="trajectories" height={height} waiting={waiting} />;
}

const ZOOM = 1.5;

/** Predicted against measured: the chart of the report, with the gene under the pointer, zoom and files. `compared`: identical while nothing changes. `height` of the drawing in pixels. */
function ComparedView({ compared, height }: { compared: Compared; height: number }) {
  const doubt = useDoubt();
  const [parent, width] = useWidth(260);
  const whole = useMemo(() => wholeView(compared), [compared]);
  const [zoomed, setView] = useState<View | null>(null);
  const view = zoomed ?? whole;
  const [source, setSource] = useState<string | null>(null);
  const chart = useMemo(
    () => comparedChart(compared, { view, width, height, isPointed: true }),
    [compared, view, width, height],
  );
  const table = useMemo(() => comparedTable(compared), [compared]);
  const pointed =
    source === null ? undefined : pointsOf(compared.comparison).find(({ gene }) => gene === Number(source));
  const pan = ({ buttons, movementX, movementY }: PointerEvent) => {
    if (buttons === 1) setView(moved(view, -movementX / width, movementY / height));
  };
  const tools = [
    { label: figureText.zoomOut, Sign: IconMinus, to: scaled(view, ZOOM) },
    { label: figureText.zoomIn, Sign: IconPlus, to: scaled(view, 1 / ZOOM) },
    { label: figureText.zoomWhole, Sign: IconArrowsMaximize, to: null },
  ];
  return (
    <FigureFrame
      figure={{ ...chart, table }}
      height={height}
      add={({ addComparison }) => addComparison(compared)}
      save={async (format) =>
        exportChart((size) => comparedChart(compared, size), doubt, 'predicted-measured', format)
      }
    >
      <div ref={parent} className={classes.compared} data-doubtful={doubt === null ? undefined : ''}>
        <div onPointerMove={pan} onDoubleClick={() => setView(null)}>
          <SvgChart chart={chart} onPoint={setSource} />
        </div>
        <span className={classes.zoom}>
          {tools.map(({ label, Sign, to }) => (
            <ActionIcon
              key={label}
              variant="default"
              size={24}
              aria-label={label}
              title={label}
              onClick={() => setView(to)}
            >
              <Sign size={14} stroke={1.75} aria-hidden />
            </ActionIcon>
          ))}
        </span>
        <output className={classes.pointed}>
          {pointed && pointText(pointed, compared.genes[pointed.gene] ?? '')}
        </output>
      </div>
    </FigureFrame>
  );
}

/** Around the middle. */
function scaled({ x, y }: View, factor: number): View {
  const about = ([low, high]: View['x']): View['x'] => {
    const [middle, half] = [(low + high) / 2, (factor * (high - low)) / 2];
    return [middle - half, middle + half];
  };
  return { x: about(x), y: about(y) };
}

/** By shares of the ranges. */
function moved({ x, y }: View, across: number, up: number): View {
  return { x: shifted(x, across), y: shifted(y, up) };
}

function shifted([low, high]: View['x'], share: number): View['x'] {
  const by = share * (high - low);
  return [low + by, high + by];
}

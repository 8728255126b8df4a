/** The chosen figure of the run, or a sentence about the missing data. */
import { useStores } from '../../kit/useStores';
import { type ReactNode, useDeferredValue, useMemo } from 'react';
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
import { rowNoun } from '../../../../present/text/rows';
import { respondersOf, useMeasuredMatch } from '../../derived/effects';
import type { FigureName } from './FigureControls';
import { ComparedView } from './ComparedView';
import { FigureView } from './FigureView';
import { useCloud } from './useCloud';

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

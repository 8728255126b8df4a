/** Predictions along the level of one gene, or along time, for the perturbation on the sliders. */
import { Button, MultiSelect, Select } from '@mantine/core';
import { useDeferredValue, useMemo, useState } from 'react';
import { type Dataset, timePoints } from '../../../../dataset/dataset';
import type { FittedModel } from '../../../../dynamics/fitted';
import type { Sweep } from '../../../../dynamics/sweep';
import type { Palette } from '../../../../present/figure/palette';
import { changesText } from '../../../../present/text/changes';
import { sweepTable } from '../../../../present/text/scenarios';
import { MAX_SLIDER } from '../../../../share/view';
import { closePerturbPanel, downloadName, saveFile, askPredictions } from '../../../session/page/actions';
import type { ViewDocument } from '../../../session/state';
import { useRun, useView } from '../../../session/stores';
import { type Along, sweepFigure, topAlong } from '../../charts/sweepFigure';
import { PanelFrame } from '../../kit/PanelFrame';
import { SETTLED_MS, useLatest } from '../../kit/useLatest';
import { Choice } from '../../kit/Choice';
import { sweepText } from '../../text/sweeps';
import { FigureView } from '../figures/FigureView';
import { ModelDoubt } from './ModelDoubt';
import { measuredLevels, measuredTimes } from './measuredPoints';
import classes from './sweeps.module.css';

/** Levels from knocked out to the end of the sliders. */
const LEVELS = Array.from({ length: 61 }, (_, i) => (i * MAX_SLIDER) / 60);
const MOST_DRAWN = 6;
const MOST_PICKED = 8;

interface Question {
  readonly model: FittedModel;
  readonly along: Along;
  /** What is set beside a swept gene, or all that is set. */
  readonly others: ViewDocument['sliders'];
  readonly time: number | null;
}

export function SweepPanel() {
  const dataset = useRun((run) => run.dataset);
  const model = useRun((run) => run.result?.model ?? null);
  return dataset && model ? <Sweeps dataset={dataset} model={model} /> : null;
}

function Sweeps({ dataset, model }: { dataset: Dataset; model: FittedModel }) {
  const sliders = useDeferredValue(useView((view) => view.present.sliders));
  const time = useView((view) => view.present.time);
  const [kind, setKind] = useState<Along['kind']>('level');
  const [chosen, setChosen] = useState<number | null>(null);
  const [drawn, setDrawn] = useState<readonly number[]>([]);
  const { genes } = dataset;
  const gene = chosen ?? sliders[0]?.gene ?? model.regulators[0] ?? null;
  const question = useMemo(() => {
    const moved = sliders.filter(({ value }) => value !== 1);
    if (kind === 'time') {
      const unit = timePoints(dataset).length > 0 ? dataset.timeUnit : null;
      return moved.length === 0 ? null : { model, along: { kind, unit }, others: moved, time: null };
    }
    const others = moved.filter((one) => one.gene !== gene);
    return gene === null ? null : { model, along: { kind, gene }, others, time };
  }, [model, dataset, sliders, kind, gene, time]);
  const latest = useLatest(question, ask, SETTLED_MS);
  const options = genes.map((label, index) => ({ value: String(index), label }));
  return (
    <PanelFrame
      title={sweepText.heading}
      close={[sweepText.close, closePerturbPanel]}
      choices={
        <>
          <Choice
            size="xs"
            label={sweepText.along}
            value={kind}
            data={[
              { value: 'level', label: sweepText.level },
              { value: 'time', label: sweepText.time },
            ]}
            onChange={setKind}
          />
          {kind === 'level' ? (
            <Select
              size="xs"
              label={sweepText.gene}
              searchable
              limit={50}
              allowDeselect={false}
              data={options}
              value={gene === null ? null : String(gene)}
              onChange={(picked) => setChosen(picked === null ? null : Number(picked))}
            />
          ) : null}
          <MultiSelect
            size="xs"
            label={sweepText.drawn}
            placeholder={drawn.length > 0 ? '' : sweepText.top}
            searchable
            clearable
            limit={50}
            maxValues={MOST_PICKED}
            data={options}
            value={drawn.map(String)}
            onChange={(picked) => setDrawn(picked.map(Number))}
          />
          <ModelDoubt />
          {latest ? (
            <Button size="xs" variant="default" onClick={() => download(latest, genes)}>
              {sweepText.download}
            </Button>
          ) : null}
        </>
      }
    >
      {latest ? (
        <Drawing dataset={dataset} question={latest.question} sweep={latest.answer} drawn={drawn} />
      ) : (
        <p className={classes.empty}>
          {question ? sweepText.waiting : kind === 'time' ? sweepText.noSliders : sweepText.noGene}
        </p>
      )}
    </PanelFrame>
  );
}

function ask({ along, others, time }: Question): Promise<Sweep | null> {
  return askPredictions((remote) =>
    along.kind === 'level' ? remote.doses(others, along.gene, LEVELS, time) : remote.times(others),
  );
}

function download(
  { question, answer }: { readonly question: Question; readonly answer: Sweep },
  genes: readonly string[],
): void {
  const { kind } = question.along;
  const text = sweepTable(kind, answer, genes);
  saveFile(new Blob([text], { type: 'text/tab-separated-values' }), downloadName(`sweep-${kind}.tsv`));
}

function Drawing(props: {
  dataset: Dataset;
  question: Question;
  sweep: Sweep;
  /** Empty: those that respond most. */
  drawn: readonly number[];
}) {
  const { dataset, question, sweep, drawn } = props;
  const comparisons = useRun((run) => run.result?.comparisons);
  const of = useMemo(() => {
    const { along, others, model, time } = question;
    const { genes, conditions } = dataset;
    const set = others.map((one) => one.gene);
    const screen = { comparisons: comparisons ?? [], conditions, model };
    const [measured, swept] =
      along.kind === 'level'
        ? [measuredLevels(screen, along.gene, others, time), [along.gene]]
        : [measuredTimes(screen, others, timePoints(dataset), sweep.at.at(-1) ?? 0), []];
    const shown = drawn.length > 0 ? drawn : topAlong(sweep, [...set, ...swept], MOST_DRAWN);
    const curves = { along, sweep, genes, shown, measured, others: changesText(genes, others) };
    return (palette: Palette) => sweepFigure(curves, palette);
  }, [dataset, question, sweep, drawn, comparisons]);
  return (
    <div className={classes.figure}>
      <FigureView of={of} name={`sweep-${question.along.kind}`} height={222} />
    </div>
  );
}

/** Measured against predicted effects of the perturbation on the sliders, gene by gene, with the agreement. */
import { Suspense, lazy, useMemo, useState } from 'react';
import type { Dataset } from '../../../../dataset/dataset';
import { agreement } from '../../../../inference/run/comparisons';
import type { Comparison } from '../../../../inference/run/result';
import { orDash, percent, plural, signed, timePoint } from '../../../../present/text/format';
import { rowNoun } from '../../../../dataset/rows';
import { useRun, useView } from '../../../session/stores';
import { Message, StatList, StatRow } from '../../kit/blocks';
import { figureText } from '../../text/figures';
import { type FigureChoice, FigureControls } from '../figures/FigureControls';
import { type MeasuredMatch, measuredFor } from '../../derived/effects';
import classes from './MeasuredPanel.module.css';
import { Button } from '@mantine/core';
import { endGesture, setSlider } from '../../../session/page/actions';
import { useDoubt, useVerdict } from '../../../session/run/doubt';
import { useNetwork } from '../../derived/useNetwork';
import { type Suggested, strongestOf, surestOf } from './suggested';

// Loaded together: what is suggested has a measurement.

const FigureBody = lazy(async () => ({ default: (await import('../figures/FigureBody')).FigureBody }));

const roles = {
  training: 'The model was fitted to it.',
  'cross-validated': 'Predicted by fits without it; sliders and top responders use the fit that includes it.',
  'held-out': 'Held out: not used for training.',
} as const;

export function MeasuredPanel() {
  const dataset = useRun((run) => run.dataset);
  const comparisons = useRun((run) => run.result?.comparisons);
  const model = useRun((run) => run.result?.model ?? null);
  const time = useView((view) => view.present.time);
  const sliders = useView((view) => view.present.sliders);
  const [chosen, setChosen] = useState<FigureChoice | null>(null);
  const isShared = useRun((run) => run.shared !== null);
  if (!dataset || isShared || sliders.every(({ value }) => value === 1)) return null;
  const found = comparisons ? measuredFor(comparisons, dataset.conditions, sliders, time, model) : null;
  // Without a measurement that figure is empty.
  const choice = chosen ?? { name: found ? 'predicted' : 'trajectories', genes: null };
  return (
    <section className={classes.panel} aria-labelledby="measured-title">
      <div className={classes.words}>
        <h2 id="measured-title">Measured and predicted</h2>
        {found ? (
          <Agreement found={found} dataset={dataset} />
        ) : (
          <p className="quiet">
            {comparisons ? 'This combination was not measured.' : 'Measurements appear when training ends.'}
          </p>
        )}
        <FigureControls choice={choice} onChange={setChosen} />
      </div>
      <div className={classes.figure}>
        <Suspense fallback={<p className="quiet">{figureText.loading}</p>}>
          <FigureBody
            name={choice.name}
            genes={choice.genes}
            comparison={found?.comparison ?? null}
            height={206}
          />
        </Suspense>
      </div>
    </section>
  );
}

function Agreement({ found, dataset }: { found: MeasuredMatch; dataset: Dataset }) {
  const { comparison, exact, sameStrength } = found;
  const { genes } = dataset;
  const cells = cellsOf(comparison, dataset);
  const { direction, compared, predicted, correlation, largestMiss } = agreement(comparison);
  return (
    <>
      <p className="quiet">
        {`Measured: ${comparison.label}${exact ? '' : ' only'} (${cells})${exact ? '' : ', not the combination'}.`}{' '}
        {sameStrength ? '' : 'It was knocked out there, not only reduced. '}
        {roles[comparison.role]}
      </p>
      <StatList>
        <StatRow label="Correct direction" hint="genes that change by more than two standard errors">
          <b>
            {compared === 0
              ? 'no significant change'
              : predicted === 0
                ? 'no change predicted'
                : `${direction} of ${plural(compared, 'gene')}`}
          </b>
        </StatRow>
        <StatRow label="Correlation of changes">
          <b>{orDash(correlation, signed)}</b>
        </StatRow>
        <StatRow label="Largest error">{largestMiss === null ? '–' : genes[largestMiss]}</StatRow>
      </StatList>
      {predicted > 0 && direction / compared < 0.5 ? (
        <p className="quiet">
          Fewer than half of the directions are correct ({percent(direction / compared)}).
        </p>
      ) : null}
    </>
  );
}

/** '291 cells at 5 days' */
function cellsOf({ cells, time }: Comparison, dataset: Dataset): string {
  return `${plural(cells, rowNoun(dataset))}${time === null ? '' : ` at ${timePoint(time, dataset.timeUnit)}`}`;
}

/** A perturbation of the screen, so that the prediction has a measurement beside it. */
export function Suggestion({ dataset }: { dataset: Dataset }) {
  const network = useNetwork();
  const surest = useSurest();
  const suggested = useMemo(
    () => surest ?? strongestOf(network, dataset.conditions),
    [surest, network, dataset],
  );
  if (!suggested) return null;
  return (
    <Message
      tone="plain"
      title="No predictions yet"
      text="Set a gene to “out” to see its predicted effect here, with the measured effect."
      actions={<Button onClick={() => set(suggested)}>{nameOf(suggested, dataset)}</Button>}
    />
  );
}

/** Nothing for a run that must not be interpreted, and where no prediction agrees with its measurement. */
export function FirstPerturbation({ onSet }: { onSet: () => void }) {
  const dataset = useRun((run) => run.dataset);
  const isJudged = useVerdict() !== null;
  const isDoubtful = useDoubt() !== null;
  const surest = useSurest();
  if (!dataset || !surest || !isJudged || isDoubtful) return null;
  return (
    <Button
      variant="light"
      title="The largest change that is both predicted and measured"
      onClick={() => {
        set(surest);
        onSet();
      }}
    >
      {nameOf(surest, dataset)}
    </Button>
  );
}

function useSurest(): Suggested | null {
  const result = useRun((run) => run.result);
  const conditions = useRun((run) => run.dataset?.conditions);
  return useMemo(() => (result && conditions ? surestOf(result, conditions) : null), [result, conditions]);
}

function set({ gene, value }: Suggested): void {
  setSlider(gene, value);
  endGesture();
}

/** What is not measured, such as a compound, is added. */
function nameOf({ gene, value }: Suggested, { genes, latent }: Dataset): string {
  const raised = latent?.includes(gene) ? 'Add' : 'Double';
  return `${value === 0 ? 'Knock out' : raised} ${genes[gene] ?? ''}`;
}

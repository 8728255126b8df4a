/** Each perturbation's error when the model had not seen it, beside "no change" and the best baseline. */
import { useMemo } from 'react';
import type { FitResult } from '../../../../inference/result';
import type { PredictionCard } from '../../../../inference/benchmark/benchmark';
import { capital } from '../../../../present/text/format';
import { ScrollRegion } from '../../kit/ScrollRegion';
import { CardPanel } from './CardPanel';
import { PerturbationBars } from './charts/PerturbationBars';
import classes from './EvaluatePage.module.css';
import { perturbationErrors } from './perturbationErrors';

export function PerPerturbation(props: { result: FitResult; card: PredictionCard | null; noun: string }) {
  const { card, noun } = props;
  const { crossValidation } = props.result;
  const errors = useMemo(() => perturbationErrors(card, crossValidation), [card, crossValidation]);
  const title = card?.what === 'held out' ? `Each held-out ${noun}` : `Each ${noun}, when left out`;
  return (
    <CardPanel title={title} aside="error as a share of “no change”">
      {errors.length === 0 ? (
        <p className="quiet">
          {capital(`${noun}s`)} that the model did not see: none. It needs three to train on.
        </p>
      ) : (
        <ScrollRegion className={classes.bars} label="Error of each perturbation">
          <PerturbationBars errors={errors} />
        </ScrollRegion>
      )}
      <p className="quiet">
        The dashed line is “no change”{card ? ', the tick the best baseline of that one' : ''}. A perturbation
        that itself changes little is soon missed by more than that.
      </p>
    </CardPanel>
  );
}

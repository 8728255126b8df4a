/** How many fits to resampled data, what they cost in time, and the button. */
import { Button, NativeSelect } from '@mantine/core';
import type { Dataset } from '../../../../dataset/dataset';
import { perturbedConditions } from '../../../../dataset/design';
import type { FitResult } from '../../../../inference/result';
import { measureConfidence } from '../../../session/actions';
import { workersHere } from '../../../session/confidencePool';
import { costText } from '../../text/confidence';
import { confidenceSeconds } from '../model/modelCost';
import classes from './ConfidencePanel.module.css';

const choices = [10, 20, 50];

export function AskForFits(props: {
  dataset: Dataset;
  result: FitResult;
  fits: number;
  onChange: (fits: number) => void;
}) {
  const { dataset, result, fits, onChange } = props;
  const { model, confidence } = result;
  const labels = new Set(perturbedConditions(dataset).map(({ label }) => label));
  const size = {
    genes: dataset.genes.length,
    regulators: dataset.candidates.length,
    perturbations: labels.size,
    trained: [...labels].filter((label) => !dataset.heldOut.includes(label)).length,
  };
  const settings = { ...model.settings, steps: model.stepsKept };
  return (
    <div className={classes.ask}>
      <NativeSelect
        aria-label="Number of fits"
        value={String(fits)}
        data={choices.map((many) => ({
          value: String(many),
          label: costText(
            many,
            confidenceSeconds(size, settings, many, workersHere(dataset, settings, many)),
          ),
        }))}
        onChange={(event) => {
          onChange(Number(event.currentTarget.value));
        }}
      />
      <Button variant={confidence ? 'default' : 'filled'} onClick={() => void measureConfidence(fits)}>
        {confidence ? 'Measure again' : 'Measure confidence'}
      </Button>
    </div>
  );
}

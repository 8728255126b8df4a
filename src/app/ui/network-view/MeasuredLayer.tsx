/** The layer of measured responses on Explore: offered where the effects of the data that the network was learned from are there. */
import { Checkbox } from '@mantine/core';
import { useEffect, useMemo } from 'react';
import type { FitResult } from '../../../inference/run/result';
import { effectsRate } from '../../../present/text/effects';
import { toggleMeasuredOverlay } from '../../session/page/actions';
import { useMeasuredShown, useRun, useScreen, useView } from '../../session/stores';
import { responsesBeside } from '../derived/besideModel';
import { carriedResponses } from '../derived/carriedTable';
import type { MeasuredTable } from '../derived/evidence';
import { useMeasuredTable } from '../derived/measured';
import { measuredLayerText } from '../text/network';

/** A link has no predictions of the perturbations beside them. */
function responsesShown(comparisons: FitResult['comparisons'], table: MeasuredTable) {
  return comparisons.length === 0 && table.targetOf !== null
    ? carriedResponses(table)
    : responsesBeside(comparisons, table, effectsRate);
}

/** A checkbox beside the tools; nothing where no measured response ends at a gene of the network. */
export function MeasuredChoice() {
  const isExplore = useScreen(({ step }) => step === 'explore');
  const result = useRun((run) => run.result);
  const table = useMeasuredTable();
  const isOn = useView((view) => view.present.measuredOverlay);
  const responses = useMemo(
    () => result && table && responsesShown(result.comparisons, table),
    [result, table],
  );
  useEffect(() => {
    useMeasuredShown.setState({ result, responses: responses ?? [] });
  }, [result, responses]);
  if (!isExplore || !responses?.some(({ kind }) => kind !== 'unseen')) return null;
  return <Checkbox size="xs" label={measuredLayerText} checked={isOn} onChange={toggleMeasuredOverlay} />;
}

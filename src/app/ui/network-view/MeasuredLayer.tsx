/** The layer of measured responses on Explore: offered where the effects of the data that the network was learned from are there. */
import { Checkbox } from '@mantine/core';
import { useEffect, useMemo } from 'react';
import { effectsRate } from '../../../present/text/effects';
import { toggleMeasuredOverlay } from '../../session/page/actions';
import { useMeasuredShown, useRun, useScreen, useView } from '../../session/stores';
import { carriedResponses, useCarriedTable } from '../derived/carriedTable';
import { responsesBeside } from '../derived/besideModel';
import { measuredLayerText } from '../text/network';

/** A checkbox beside the tools; nothing where no measured response ends at a gene of the network. */
export function MeasuredChoice() {
  const isExplore = useScreen(({ step }) => step === 'explore');
  const result = useRun((run) => run.result);
  const timeUnit = useRun((run) => run.dataset?.timeUnit ?? '');
  const isShared = useRun((run) => run.shared !== null);
  const carried = useCarriedTable();
  const isOn = useView((view) => view.present.measuredOverlay);
  const responses = useMemo(() => {
    if (result?.told) return responsesBeside(result, timeUnit, effectsRate);
    // A link has no predictions of the perturbations beside them.
    return isShared && carried ? carriedResponses(carried) : null;
  }, [result, timeUnit, isShared, carried]);
  useEffect(() => {
    useMeasuredShown.setState({ result, responses: responses ?? [] });
  }, [result, responses]);
  if (!isExplore || !responses?.some(({ kind }) => kind !== 'unseen')) return null;
  return <Checkbox size="xs" label={measuredLayerText} checked={isOn} onChange={toggleMeasuredOverlay} />;
}

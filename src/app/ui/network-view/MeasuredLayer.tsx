/** The layer of measured responses on Explore: offered where the effects of the file that the network was learned from were measured. */
import { Checkbox } from '@mantine/core';
import { useEffect, useMemo } from 'react';
import type { ScreenEffects } from '../../../../workers/protocol';
import type { TrainingData } from '../../../dynamics/settings';
import type { FitResult } from '../../../inference/run/result';
import type { MeasuredResponse } from '../../../present/figure/scene';
import { effectsRate } from '../../../present/text/effects';
import { qOfGenes, toggleMeasuredOverlay } from '../../session/page/actions';
import { useEffects, useImport, useMeasuredShown, useRun, useScreen, useView } from '../../session/stores';
import { responsesBeside } from '../derived/besideModel';
import { useLatest } from '../kit/useLatest';
import { measuredLayerText } from '../text/network';

interface Question {
  readonly result: FitResult;
  readonly dataset: TrainingData;
  readonly found: ScreenEffects;
}

async function ask({ result, dataset, found }: Question): Promise<readonly MeasuredResponse[] | null> {
  const q = await qOfGenes(dataset.genes);
  return q && responsesBeside(result.comparisons, { labels: found.labels, q }, dataset.timeUnit, effectsRate);
}

/** A checkbox beside the tools; nothing where no measured response ends at a gene of the network. */
export function MeasuredChoice() {
  const isExplore = useScreen(({ step }) => step === 'explore');
  const result = useRun((run) => run.result);
  const dataset = useRun((run) => run.dataset);
  const isOfFile = useImport((state) => state.dataset !== null && state.dataset === dataset);
  const found = useEffects((state) => state.found);
  const isOn = useView((view) => view.present.measuredOverlay);
  const question = useMemo(
    () => (result && dataset && found?.isTested && isOfFile ? { result, dataset, found } : null),
    [result, dataset, found, isOfFile],
  );
  const latest = useLatest(question, ask);
  const responses = latest?.question === question ? latest?.answer : undefined;
  useEffect(() => {
    useMeasuredShown.setState({ result, responses: responses ?? [] });
  }, [result, responses]);
  if (!isExplore || !responses?.some(({ kind }) => kind !== 'unseen')) return null;
  return <Checkbox size="xs" label={measuredLayerText} checked={isOn} onChange={toggleMeasuredOverlay} />;
}

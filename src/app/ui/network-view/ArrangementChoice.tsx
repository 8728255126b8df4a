/** The choice of an arrangement, and a hint where layers suit the edges shown. */
import { SegmentedControl } from '@mantine/core';
import { useMemo } from 'react';
import { feedbackShare } from '../../../network/feedback';
import type { DrawnEdge } from '../../../present/figure/scene';
import { arrangementTexts } from '../../../present/text/appearance';
import { type Arrangement, arrangements } from '../../../share/view';
import { arrangeGenes } from '../../session/actions/view';
import { useRun, useScreen, useView } from '../../session/stores';
import { arrangementText } from '../text/network';
import classes from './NetworkView.module.css';

/** With a smaller share of their strength in feedback, edges are mostly acyclic. */
const MOSTLY_ACYCLIC = 0.1;
/** Few edges read well in any arrangement. */
const MANY_EDGES = 30;

export function ArrangementChoice({ edges }: { edges: readonly DrawnEdge[] }) {
  const arrangement = useView((view) => view.present.arrangement);
  const isPerturb = useScreen(({ step }) => step === 'perturb');
  const isFinished = useRun((run) => run.result !== null);
  const suitsLayers = useMemo(
    () => isFinished && edges.length >= MANY_EDGES && feedbackShare(edges) < MOSTLY_ACYCLIC,
    [isFinished, edges],
  );
  // On Perturb the network has little height.
  if (isPerturb) return null;
  return (
    <div className={classes.arrangement}>
      <SegmentedControl<Arrangement>
        aria-label={arrangementText.title}
        size="xs"
        value={arrangement}
        onChange={arrangeGenes}
        data={arrangements.map((value) => ({ value, label: arrangementTexts[value] }))}
      />
      {suitsLayers && arrangement === 'modules' && (
        <button type="button" title={arrangementText.whyLayers} onClick={() => arrangeGenes('layered')}>
          {arrangementText.suggestion}
        </button>
      )}
    </div>
  );
}

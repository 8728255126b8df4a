/** The choice of an arrangement. */
import { SegmentedControl } from '@mantine/core';
import { arrangementTexts } from '../../../present/text/appearance';
import { type Arrangement, arrangements } from '../../../share/view';
import { arrangeGenes } from '../../session/actions/view';
import { useScreen, useView } from '../../session/stores';

export function ArrangementChoice() {
  const arrangement = useView((view) => view.present.arrangement);
  const isPerturb = useScreen(({ step }) => step === 'perturb');
  // On Perturb the network has little height.
  if (isPerturb) return null;
  return (
    <SegmentedControl<Arrangement>
      aria-label="Arrangement"
      size="xs"
      value={arrangement}
      onChange={arrangeGenes}
      data={arrangements.map((value) => ({ value, label: arrangementTexts[value] }))}
    />
  );
}

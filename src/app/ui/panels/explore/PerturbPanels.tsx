/** What Perturb shows below the network: measured beside predicted, or on request a screen, a sweep or a combination beside its parts. */
import { Suspense } from 'react';
import { hasModel } from '../../../session/page/actions';
import { useScreen } from '../../../session/stores';
import { lazily, PartBoundary } from '../../kit/lazily';
import { useStores } from '../../kit/useStores';

const MeasuredPanel = lazily(async () => (await import('../perturb/MeasuredPanel')).MeasuredPanel);
const ScreenPanel = lazily(async () => (await import('../screens/ScreenPanel')).ScreenPanel);
const SweepPanel = lazily(async () => (await import('../sweeps/SweepPanel')).SweepPanel);
const AdditivityPanel = lazily(async () => (await import('../sweeps/AdditivityPanel')).AdditivityPanel);
const EnrichmentPanel = lazily(async () => (await import('../enrichment/EnrichmentPanel')).EnrichmentPanel);

const panels = {
  measured: () => <MeasuredPanel />,
  screen: () => <ScreenPanel />,
  sweep: () => <SweepPanel />,
  additivity: () => <AdditivityPanel />,
  enrichment: () => <EnrichmentPanel />,
};

export function PerturbPanels() {
  const chosen = useScreen((screen) => screen.perturbPanel);
  const canPredict = useStores(hasModel);
  const shown = canPredict || chosen === 'enrichment' ? chosen : 'measured';
  return (
    <PartBoundary key={shown}>
      <Suspense>{panels[shown]()}</Suspense>
    </PartBoundary>
  );
}

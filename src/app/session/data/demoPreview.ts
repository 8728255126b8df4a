/**
 * The network of an earlier training of the bundled demo (scripts/make-preview.ts), on screen while the demo is read and
 * prepared, until the first edges of this training are there.
 */
import type { Dataset } from '../../../dataset/dataset';
import type { TrainingSettings } from '../../../dynamics/settings';
import type { Placement } from '../../../share/view';
import { resetView } from '../view/view';
import type keptNetwork from './demoPreview.json';
import type { ImportState, Preview, RunState } from '../state';
import { useImport, usePreview, useRun } from '../stores';

/** Genes by number; weights, stability [R × G]; positions [G × 2]. */
type Kept = typeof keptNetwork;

/** Whether `preview` stands for what is being read or prepared: no data yet, or the demo on its way to the same network. */
export function isPreviewed(
  preview: Preview,
  run: Pick<RunState, 'dataset' | 'placement' | 'preparing'>,
  opened: Pick<ImportState, 'phase' | 'demo' | 'error'>,
): boolean {
  if (run.dataset) return run.preparing !== null && run.placement === preview.placement;
  return opened.error === null && (opened.phase === 'idle' || opened.demo === 'myeloid');
}

function asNetwork({ genes, regulators, weights, stability, ...rest }: Kept): Preview {
  return {
    network: {
      genes,
      regulators: Int32Array.from(regulators),
      weights: Float32Array.from(weights),
      stability: Float32Array.from(stability),
    },
    modules: rest.modules,
    perturbed: rest.perturbed,
    placement: { positions: Float32Array.from(rest.positions), room: rest.room },
  };
}

function createPreview() {
  let kept: { readonly preview: Preview; readonly settings: string } | null = null;

  /** Shows it while nothing else is open, once networks can be drawn. Where it cannot be loaded, the page waits for the first edges. */
  async function showPreview(drawing: Promise<unknown>): Promise<void> {
    const loaded = await Promise.all([import('./demoPreview.json'), drawing])
      .then(([preview]) => preview)
      .catch(() => null);
    if (!loaded) return;
    const preview = asNetwork(loaded.default);
    kept = { preview, settings: JSON.stringify(loaded.default.settings) };
    if (!isPreviewed(preview, useRun.getState(), useImport.getState())) return;
    resetView(preview.network.genes.length);
    usePreview.setState({ shown: preview });
    const endings = [useRun.subscribe(follow), useImport.subscribe(follow)];
    function follow(): void {
      if (isPreviewed(preview, useRun.getState(), useImport.getState())) return;
      for (const end of endings) end();
      usePreview.setState({ shown: null });
    }
  }

  /** The places of the genes of a training that repeats the earlier one; null for any other. */
  function previewedPlacement(
    { dataset, demo }: { readonly dataset: Dataset; readonly demo: RunState['demo'] },
    settings: TrainingSettings,
  ): Placement | null {
    if (demo !== 'myeloid' || !kept || kept.settings !== JSON.stringify(settings)) return null;
    const { network, placement } = kept.preview;
    return network.genes.join('\n') === dataset.genes.join('\n') ? placement : null;
  }

  return { showPreview, previewedPlacement };
}

export const { showPreview, previewedPlacement } = createPreview();

/** The text of the card beside a gene or an edge, from the stores. */
import type { Scene } from '../../../present/figure/scene';
import { changesText } from '../../../present/text/perturb';
import type { Selection } from '../../session/state';
import { liveNetwork } from '../../session/snapshots';
import { useRun } from '../../session/stores';
import { changesOf, clearestChange } from '../panels/inspector/evidence';
import { edgeText, geneText, type HoverText } from '../text/network';
import { measuredFold, predictedFold } from './appearance';

/** null: nothing to tell, or it is not drawn any more. */
export function hoverTextOf(scene: Scene, of: Selection): HoverText | null {
  const run = useRun.getState();
  const { dataset, result, prediction, shared } = run;
  if (!dataset) return null;
  if (of?.kind === 'gene') {
    const [predicted, measured] = [predictedFold(run), measuredFold(run)];
    const change = prediction &&
      predicted && {
        perturbation: changesText(scene.genes, prediction.sliders),
        predicted: predicted[of.gene] ?? null,
        measured: measured?.[of.gene] ?? null,
      };
    return geneText(scene, of.gene, dataset, change);
  }
  if (of?.kind !== 'edge') return null;
  const { source, target } = of;
  const edge = scene.edges.find((one) => one.source === source && one.target === target);
  if (!edge) return null;
  const clearest =
    result && !shared
      ? clearestChange(changesOf(result.comparisons, target, dataset.scale), source, target)
      : undefined;
  const evidence = clearest && { ...clearest, label: clearest.comparison.label };
  return edgeText(scene, edge, result?.network ?? liveNetwork(), evidence);
}

/** What a screen of this design leaves open whatever the model: regulators never perturbed, comparisons without controls. */
import type { Dataset } from '../dataset/dataset';
import { perturbedGenes } from '../dataset/design';
import type { FitResult } from '../inference/result';
import { rankEdges } from '../network/ranking';
import { isStable } from '../network/stability';
import { listOf, plural } from './format';
import { unstableEdgesText } from './stability';

export interface BlindSpot {
  readonly title: string;
  readonly text: string;
}

export function blindSpots(
  dataset: Dataset,
  result: Pick<FitResult, 'network' | 'members'>,
): readonly BlindSpot[] {
  const perturbed = new Set(perturbedGenes(dataset));
  const never = [...dataset.candidates]
    .filter((gene) => !perturbed.has(gene))
    .map((gene) => dataset.genes[gene] ?? '');
  const strongest = rankEdges(result.network, 2 * dataset.genes.length);
  const unstable = strongest.filter(({ stability }) => !isStable(stability)).length;
  return [
    ...(never.length > 0
      ? [
          {
            title: `${listOf(never, 4)}.`,
            text: `Never perturbed here, so the direction of ${never.length === 1 ? 'its' : 'their'} edges rests on how cells vary, not on what a change did.`,
          },
        ]
      : []),
    ...(dataset.control.mode === 'others'
      ? [
          {
            title: 'Effects that all perturbations share.',
            text: 'There were no control cells: each perturbation was compared with the others.',
          },
        ]
      : []),
    ...(unstable > 0
      ? [
          {
            title: `${plural(unstable, 'dashed edge')} among the ${strongest.length} strongest.`,
            text: unstableEdgesText(result),
          },
        ]
      : []),
    {
      title: 'Genes that were not modelled.',
      text: 'A regulator outside this gene set shows up as an edge between the genes it acts on.',
    },
  ];
}

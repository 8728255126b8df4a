/** What a screen of this design leaves open whatever the model: regulators never perturbed, comparisons without controls. */
import type { Dataset } from '../../dataset/dataset';
import { perturbedGenes, perturbedInTraining } from '../../dataset/design';
import type { FitResult } from '../../inference/result';
import { rankEdges } from '../../network/ranking';
import { isStable } from '../../network/stability';
import { listOf, plural } from './format';
import { unstableEdgesText } from './stability';

export interface BlindSpot {
  readonly title: string;
  readonly text: string;
}

export function blindSpots(
  dataset: Pick<Dataset, 'conditions' | 'heldOut' | 'candidates' | 'genes' | 'control'>,
  result: Pick<FitResult, 'network' | 'members' | 'confidence'>,
): readonly BlindSpot[] {
  const perturbed = new Set(perturbedGenes(dataset));
  const trained = perturbedInTraining(dataset);
  const untrained = [...dataset.candidates].filter((gene) => !trained.has(gene));
  const named = (genes: readonly number[]) => genes.map((gene) => dataset.genes[gene] ?? '');
  const strongest = rankEdges(result.network, 2 * dataset.genes.length);
  const unstable = strongest.filter(({ stability }) => !isStable(stability)).length;
  return [
    ...seenOnlyToVary('Never perturbed here', named(untrained.filter((gene) => !perturbed.has(gene)))),
    ...seenOnlyToVary(
      'Perturbed only in what was held out of training',
      named(untrained.filter((gene) => perturbed.has(gene))),
    ),
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

/** Genes that nothing was learned of by changing them. */
function seenOnlyToVary(why: string, genes: readonly string[]): readonly BlindSpot[] {
  if (genes.length === 0) return [];
  return [
    {
      title: `${listOf(genes, 4)}.`,
      text: `${why}, so the direction of ${genes.length === 1 ? 'its' : 'their'} edges rests on how cells vary, not on what a change did.`,
    },
  ];
}

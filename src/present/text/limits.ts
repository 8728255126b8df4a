/** What a screen of this design leaves open whatever the model: regulators never perturbed, comparisons without controls. */
import type { Dataset } from '../../dataset/dataset';
import { perturbedGenes, perturbedInTraining } from '../../dataset/design';
import type { FitResult } from '../../inference/result';
import { rankEdges } from '../../network/ranking';
import { isStable } from '../../network/stability';
import { listOf, plural, capital, percent } from './format';
import { unstableEdgesText } from './confidence';
import type { Identifiability } from '../../evaluation/identifiability/identifiability';
import { fewestCells } from '../../evaluation/referenceFree/conditionEffects';

interface BlindSpot {
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

/** What a screen can tell of its network whatever the method: which regulators were perturbed, and what that did. */

/** `genes`: names; `noun`: what one perturbation is called (kinds.ts). */
export function identifiabilityInWords(
  screen: Identifiability,
  genes: readonly string[],
  noun: string,
): readonly BlindSpot[] {
  return [
    perturbedShare(screen),
    ...withoutEffect(screen, noun),
    ...tooFewCells(screen, noun),
    ...movingTogether(screen, genes),
    ...differentThings(screen, noun),
  ];
}

function perturbedShare({ alone, onlyTogether, neverPerturbed }: Identifiability): BlindSpot {
  const regulators = alone.length + onlyTogether.length + neverPerturbed.length;
  const rest = [
    ...(onlyTogether.length > 0 ? [`${onlyTogether.length} only together with others`] : []),
    ...(neverPerturbed.length > 0 ? [`${neverPerturbed.length} never`] : []),
  ];
  const share = `${alone.length} of ${plural(regulators, 'regulator')} perturbed alone (${percent(alone.length / Math.max(1, regulators))}).`;
  return {
    title: share,
    text:
      rest.length === 0
        ? 'Every candidate regulator was changed by itself in training.'
        : `${capital(listOf(rest))}: what these do is known less surely, or not at all.`,
  };
}

function withoutEffect({ withoutEffect: labels }: Identifiability, noun: string): readonly BlindSpot[] {
  if (labels.length === 0) return [];
  return [
    {
      title: `${capital(plural(labels.length, noun))} without effect: ${listOf(labels)}.`,
      text: `No other gene clearly answers (q ≤ .05), so ${labels.length === 1 ? 'it says' : 'they say'} nothing of what ${labels.length === 1 ? 'its' : 'their'} targets are.`,
    },
  ];
}

function tooFewCells({ tooFewCells: labels }: Identifiability, noun: string): readonly BlindSpot[] {
  if (labels.length === 0) return [];
  return [
    {
      title: `${capital(plural(labels.length, noun))} of fewer than ${fewestCells} cells: ${listOf(labels)}.`,
      text: 'Whether other genes answer cannot be tested on so few.',
    },
  ];
}

function movingTogether(
  { movingTogether: groups }: Identifiability,
  genes: readonly string[],
): readonly BlindSpot[] {
  if (groups.length === 0) return [];
  const named = groups.slice(0, 3).map((group) =>
    listOf(
      group.map((gene) => genes[gene] ?? ''),
      4,
    ),
  );
  const more = groups.length > 3 ? `; and ${plural(groups.length - 3, 'more group')}` : '';
  return [
    {
      title: `Genes that move together: ${named.join('; ')}${more}.`,
      text: 'They answer every perturbation alike (|r| ≥ .95): which of them regulates the others cannot be told here.',
    },
  ];
}

function differentThings(
  { effectiveRank, perturbations, labels }: Identifiability,
  noun: string,
): readonly BlindSpot[] {
  if (perturbations < 2 || effectiveRank === 0) return [];
  const all = labels === perturbations ? '' : `, ${perturbations} with their time points,`;
  return [
    {
      title: `The ${plural(labels, noun)}${all} do about ${plural(Math.round(effectiveRank), 'different thing')}.`,
      text: 'Effective rank of their mean changes, an upper bound: noise counts as difference.',
    },
  ];
}

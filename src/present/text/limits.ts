/** Limits of a screen in sentences: unperturbed regulators, missing controls, effects that cannot be tested or separated. */
import { type Dataset, isComparedWithZero, perturbedGenes, perturbedInTraining } from '../../dataset/dataset';
import type { FitResult } from '../../inference/run/result';
import { rankEdges } from '../../network/ranking';
import { isStable } from '../../network/stability';
import { listOf, plural, capital, percent } from './format';
import { unstableEdgesText } from './confidence';
import type { Identifiability } from '../../evaluation/referenceFree/identifiability';
import { MIN_TEST_CELLS } from '../../evaluation/referenceFree/conditionEffects';

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
    observedOnly('Never perturbed here', named(untrained.filter((gene) => !perturbed.has(gene)))),
    observedOnly('Perturbed only in held-out data', named(untrained.filter((gene) => perturbed.has(gene)))),
    dataset.control.mode === 'others' &&
      !isComparedWithZero(dataset) && {
        title: 'Effects shared by all perturbations.',
        text: 'There were no control cells: each perturbation was compared with the others.',
      },
    unstable > 0 && {
      title: `${plural(unstable, 'unstable edge')} among the ${strongest.length} strongest.`,
      text: unstableEdgesText(result),
    },
    {
      title: 'Genes that were not modelled.',
      text: 'A regulator outside this gene set can appear as an edge between its targets.',
    },
  ].filter((spot) => spot !== false);
}

/** Genes without interventional data. */
function observedOnly(why: string, genes: readonly string[]): BlindSpot | false {
  return (
    genes.length > 0 && {
      title: `${listOf(genes, 4)}.`,
      text: `${why}: the direction of ${genes.length === 1 ? 'its' : 'their'} edges rests on correlation, not on a perturbation.`,
    }
  );
}

/** `genes`: names; `noun`: perturbationNoun of names.ts; `row`: rowNoun of rows.ts. */
export function identifiabilityInWords(
  screen: Identifiability,
  genes: readonly string[],
  noun: string,
  row: string,
): readonly BlindSpot[] {
  const { withoutEffect, tooFewCells } = screen;
  return [
    perturbedShare(screen),
    withoutEffect.length > 0 && {
      title: `${capital(plural(withoutEffect.length, noun))} to which no gene responds: ${listOf(withoutEffect)}.`,
      text: `Compared ${row} by ${row}, no other gene changes significantly (q ≤ .05): no information about ${withoutEffect.length === 1 ? 'its' : 'their'} targets.`,
    },
    tooFewCells.length > 0 && {
      title: `${capital(plural(tooFewCells.length, noun))} of fewer than ${MIN_TEST_CELLS} ${row}s: ${listOf(tooFewCells)}.`,
      text: 'Too few to test the response of other genes.',
    },
    movingTogether(screen, genes),
    distinctEffects(screen, noun),
  ].filter((spot) => spot !== false);
}

function perturbedShare({ alone, onlyTogether, neverPerturbed }: Identifiability): BlindSpot {
  const regulators = alone.length + onlyTogether.length + neverPerturbed.length;
  const rest = [
    ...(onlyTogether.length > 0 ? [`${onlyTogether.length} only together with others`] : []),
    ...(neverPerturbed.length > 0 ? [`${neverPerturbed.length} never`] : []),
  ];
  return {
    title: `${alone.length} of ${plural(regulators, 'regulator')} perturbed alone (${percent(alone.length / Math.max(1, regulators))}).`,
    text:
      rest.length === 0
        ? 'Every candidate regulator was perturbed alone in training.'
        : `${capital(listOf(rest))}: their effects are less certain or unknown.`,
  };
}

function movingTogether(
  { movingTogether: groups }: Identifiability,
  genes: readonly string[],
): BlindSpot | false {
  if (groups.length === 0) return false;
  const names = groups.map((group) => group.map((gene) => genes[gene] ?? ''));
  const named = names.slice(0, 3).map((group) => listOf(group, 4));
  const more = groups.length > 3 ? `; and ${plural(groups.length - 3, 'more group')}` : '';
  return {
    title: `Co-regulated genes: ${named.join('; ')}${more}.`,
    text: 'They respond alike to every perturbation (|r| ≥ .95): which of them regulates the others is not identifiable here.',
  };
}

function distinctEffects(
  { effectiveRank, perturbations, labels }: Identifiability,
  noun: string,
): BlindSpot | false {
  if (perturbations < 2 || effectiveRank === 0) return false;
  const each = labels === perturbations ? '' : `, ${perturbations} with time points`;
  return {
    title: `About ${plural(Math.round(effectiveRank), 'distinct effect')} among ${plural(labels, noun)}${each} (upper bound).`,
    text: 'Effective rank of the mean changes; noise increases it.',
  };
}

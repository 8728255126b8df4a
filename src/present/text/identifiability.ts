/** What a screen can tell of its network whatever the method: which regulators were perturbed, and what that did. */
import type { Identifiability } from '../../evaluation/identifiability/identifiability';
import { fewestCells } from '../../evaluation/referenceFree/conditionEffects';
import type { BlindSpot } from './blindSpots';
import { capital, listOf, plural } from './format';
import { percent } from './numbers';

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

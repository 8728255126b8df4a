/**
 * Knockout, knockdown or overexpression: from what the file says in words, and a check against what the targets' own
 * mRNA does. A knockout may leave the mRNA as it is, so only a clear move the wrong way speaks against the choice.
 */
import { median } from '../../numerics/statistics';
import type { AnnotationColumn } from '../annotation';
import type { Guess, PerturbationKind } from '../mapping';
import { distinctValues, sampleLabels } from './distinct';

const WORDS: readonly { readonly kind: PerturbationKind; readonly spelled: RegExp }[] = [
  {
    kind: 'knockdown',
    spelled:
      /crispr[-_ ]?i(?![a-z])|knock[-_ ]?down|(?<![a-z])(?:kd|sh|shrna|sirna|rnai)(?![a-z])|dcas9[-_ ]?krab/i,
  },
  {
    kind: 'overexpression',
    spelled:
      /crispr[-_ ]?a(?![a-z])|over[-_ ]?expression|(?<![a-z])(?:oe|orf)(?![a-z])|activation|tf[-_ ]?atlas/i,
  },
  {
    kind: 'knockout',
    spelled: /knock[-_ ]?out|(?<![a-z])ko(?![a-z])|crispr[-_ ]?(?:ko|cas9)|(?<![a-z])cas9/i,
  },
];
const KIND_COLUMN =
  /^(?:perturbation|intervention)[-_ ]?(?:type|kind|strategy)$|^genetic_perturbation_strategy$/i;
/** Median log2 fold change of the targets beyond which the sign is taken as meant. */
const CLEAR_CHANGE = 1;

/** From a column that states it, the labels, the column's name, the file's name; else a knockout is assumed. */
export function guessKind(
  obs: readonly AnnotationColumn[],
  perturbationColumn: string,
  labels: readonly string[],
  fileName: string,
): { kind: PerturbationKind; guess: Guess } {
  for (const column of obs.filter(({ name }) => KIND_COLUMN.test(name))) {
    const values = sampleLabels(distinctValues(column));
    const stated = values.map(kindInWords).find((kind) => kind !== null);
    if (stated !== undefined) return found(stated, values, `From the column ${column.name}`, 'sure');
  }
  const inLabels = labels.map(kindInWords);
  for (const { kind } of WORDS) {
    const saying = labels.filter((_, index) => inLabels[index] === kind);
    if (saying.length * 2 > labels.length)
      return found(kind, saying.slice(0, 3), 'From the labels', 'likely');
  }
  const fromColumn = kindInWords(perturbationColumn);
  if (fromColumn !== null)
    return found(fromColumn, [], `From the column name “${perturbationColumn}”`, 'likely');
  const fromFile = kindInWords(fileName);
  if (fromFile !== null) return found(fromFile, [], 'From the name of the file', 'assumed');
  return found('knockout', [], 'Nothing in the file says which', 'assumed');
}

/**
 * The kind that the change of the targets' own mRNA (log2 fold change in their own cells) suggests, or null where it
 * does not speak: the sign of the on-target change. A fall does not tell knockout from knockdown; knockdown is named.
 */
export function kindFromChange(onTargetLog2FC: readonly number[]): PerturbationKind | null {
  if (onTargetLog2FC.length === 0) return null;
  const change = median(onTargetLog2FC);
  if (change > CLEAR_CHANGE) return 'overexpression';
  return change < -CLEAR_CHANGE ? 'knockdown' : null;
}

function found(
  kind: PerturbationKind,
  samples: readonly string[],
  reason: string,
  certainty: Guess['certainty'],
): { kind: PerturbationKind; guess: Guess } {
  return { kind, guess: { field: 'kind', samples, reason, certainty } };
}

function kindInWords(text: string): PerturbationKind | null {
  return WORDS.find(({ spelled }) => spelled.test(text))?.kind ?? null;
}

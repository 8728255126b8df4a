/** What to measure next where nothing supports the predictions of a model: from the effects of the screen. */
import type { TypicalTests } from '../../effects/power';
import { neededSentence } from './effects';
import { listOf, plural } from './format';

export const adviceText = {
  rests: 'From the measured effects, because nothing supports the predictions of this model.',
  aside: 'from measured effects',
  /** Beside what the model ranks. */
  unsupported: 'Rests on this model, whose predictions nothing supports.',
  allAct: 'Every perturbation has an effect: perturb further genes, to test predictions on more of them.',
  untested: 'The effects of these perturbations could not be tested.',
} as const;

/** log2 of 1.5. */
const WANTED = Math.log2(1.5);

/**
 * @param unclear perturbations in which no effect was found; null: not tested
 * @param alone those with an effect that act like no other
 * @param missed null: not known
 */
export function adviceFromEffects(
  unclear: readonly string[] | null,
  alone: readonly string[],
  missed: TypicalTests | null,
): readonly string[] {
  if (unclear === null) return [adviceText.untested];
  return [
    unclear.length > 0
      ? `More cells or guides of ${plural(unclear.length, 'perturbation')} without a found effect: ${listOf(unclear)}.`
      : adviceText.allAct,
    ...(missed && unclear.length > 0 ? [neededSentence(missed, WANTED)] : []),
    ...(alone.length > 0
      ? [
          `More genes beside ${listOf(alone)}: ${alone.length === 1 ? 'it acts' : 'these act'} like no other perturbation, so that nothing here tells how to predict ${alone.length === 1 ? 'it' : 'them'}.`,
        ]
      : []),
  ];
}

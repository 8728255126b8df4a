/** What to measure next: as the model ranks it, or from the effects of the screen where nothing supports its predictions. */
import { perturbationLabels } from '../../dataset/dataset';
import { runVerdict } from '../../inference/verdict/runVerdict';
import { type RunToJudge, supportsPredictions } from '../../inference/verdict/statements';
import type { EffectsSnapshot } from '../../share/effectsSnapshot';
import { confidenceText, nextText } from './confidence';
import { listOf, plural } from './format';

export const adviceText = {
  rests: 'From the measured effects, because nothing supports the predictions of this model.',
  aside: 'from measured effects',
  /** Beside what the model ranks. */
  unsupported: 'Rests on this model, whose predictions nothing supports.',
  allAct: 'Every perturbation has an effect: perturb further genes, to test predictions on more of them.',
  untested: 'The effects of these perturbations could not be tested.',
} as const;

export interface Advice {
  readonly from: 'model' | 'effects';
  /** On what it rests. */
  readonly rests: string;
  readonly sentences: readonly string[];
}

/** null where the model may rank, but its confidence was not measured. @param screen effects of every gene; null: not known */
export function adviceOnRun(
  run: RunToJudge,
  screen: Pick<EffectsSnapshot, 'perturbations' | 'groups' | 'sentences'> | null,
): Advice | null {
  const { confidence, crossValidation, network } = run.result;
  if (!supportsPredictions(runVerdict(run))) {
    const grouped = new Set(screen?.groups.flatMap(({ members }) => members));
    const alone = screen?.perturbations.filter(({ acts }, place) => acts && !grouped.has(place)) ?? [];
    const sentences = adviceFromEffects(
      withoutEffect(run),
      alone.map(({ label }) => label),
      screen?.sentences.missed ?? '',
    );
    return { from: 'effects', rests: adviceText.rests, sentences };
  }
  if (!confidence) return null;
  const next = nextText(confidence.nextPerturbations, network.genes, crossValidation);
  return { from: 'model', rests: confidenceText.nextWhy, sentences: [next] };
}

/** Perturbations in which no effect was found; null: not tested. */
export function withoutEffect({ result, dataset }: RunToJudge): readonly string[] | null {
  const acting = result.diagnosis.effects?.labels;
  return acting ? perturbationLabels(dataset).filter((label) => !acting.includes(label)) : null;
}

/**
 * @param unclear perturbations in which no effect was found; null: not tested
 * @param alone those with an effect that act like no other
 * @param power what could have been found, or what would find it; '': not known
 */
export function adviceFromEffects(
  unclear: readonly string[] | null,
  alone: readonly string[],
  power: string,
): readonly string[] {
  if (unclear === null) return [adviceText.untested];
  return [
    unclear.length > 0
      ? `More cells or guides of ${plural(unclear.length, 'perturbation')} without a found effect: ${listOf(unclear)}.`
      : adviceText.allAct,
    ...(power !== '' && unclear.length > 0 ? [power] : []),
    ...(alone.length > 0
      ? [
          `More genes beside ${listOf(alone)}: ${alone.length === 1 ? 'it acts' : 'these act'} like no other perturbation, so that nothing here tells how to predict ${alone.length === 1 ? 'it' : 'them'}.`,
        ]
      : []),
  ];
}

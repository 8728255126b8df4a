/** What to measure next: as the model ranks it, or from the effects of the screen where nothing supports its predictions. */
import { familyOf, isNamedBy, perturbedConditions, type Dataset } from '../../dataset/dataset';
import type { Identifiability } from '../../evaluation/referenceFree/identifiability';
import { runVerdict } from '../../inference/verdict/runVerdict';
import { type RunToJudge, supportsPredictions } from '../../inference/verdict/statements';
import type { EffectsSnapshot } from '../../share/effectsSnapshot';
import { confidenceText, nextText } from './confidence';
import { listOf, plural } from './format';

export const adviceText = {
  rests: 'Based on the measured effects, because no evidence supports the predictions of this model.',
  aside: 'from measured effects',
  /** Beside what the model ranks. */
  unsupported: 'Based on this model, although no evidence supports its predictions.',
  allAct: 'Every perturbation has an effect. Perturb more genes, to test predictions on more perturbations.',
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
    const nameOf = namesIn(run.dataset);
    const lines = screen?.perturbations.map(({ label, acts }, place) => {
      const group = screen.groups.findIndex(({ members }) => members.includes(place));
      return { name: nameOf(label), acts, group: group < 0 ? null : group };
    });
    const sentences = adviceFromEffects(
      withoutEffect(run),
      actingAlone(lines ?? []),
      screen?.sentences.missed ?? '',
    );
    return { from: 'effects', rests: adviceText.rests, sentences };
  }
  if (!confidence) return null;
  const next = nextText(confidence.nextPerturbations, network.genes, crossValidation);
  return { from: 'model', rests: confidenceText.nextWhy, sentences: [next] };
}

/** Perturbations in which no effect was found at any time or dose; null: not tested. */
export function withoutEffect({ result, dataset }: RunToJudge): readonly string[] | null {
  const found = result.diagnosis.effects?.labels;
  if (!found) return null;
  const conditions = perturbedConditions(dataset);
  const acting = new Set(conditions.filter((one) => isNamedBy(found, one)).map(familyOf));
  return [...new Set(conditions.map(familyOf))].filter((name) => !acting.has(name));
}

/** With the perturbations without effect as Effects tells them, over all measured genes rather than those of the network alone. */
export function asEffectsTell(found: Identifiability, run: RunToJudge): Identifiability {
  return { ...found, withoutEffect: withoutEffect(run) ?? found.withoutEffect };
}

/** A perturbation at one time and dose; `name` leaves both out. */
interface ActingLine {
  readonly name: string;
  readonly acts: boolean;
  /** Of alike ones; null: like no other. */
  readonly group: number | null;
}

/** Perturbations with an effect that are in no group with another, each once. */
export function actingAlone(lines: readonly ActingLine[]): readonly string[] {
  const acting = lines.filter(({ acts }) => acts);
  const isLike = (one: ActingLine) =>
    one.group !== null && acting.some(({ group, name }) => group === one.group && name !== one.name);
  const alike = new Set(acting.filter(isLike).map(({ name }) => name));
  return [...new Set(acting.map(({ name }) => name))].filter((name) => !alike.has(name));
}

/** The name of a perturbation from its line in Effects, which may add a time: 'TG at 6 h' as 'TG'. */
function namesIn(dataset: Pick<Dataset, 'conditions'>): (label: string) => string {
  const conditions = perturbedConditions(dataset).toSorted((a, b) => b.label.length - a.label.length);
  return (line) => {
    const own = conditions.find(({ label }) => line === label || line.startsWith(`${label} at `));
    return own ? familyOf(own) : line;
  };
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
      ? `Measure more cells or guides of ${plural(unclear.length, 'perturbation')} in which no effect was found: ${listOf(unclear)}.`
      : adviceText.allAct,
    ...(power !== '' && unclear.length > 0 ? [power] : []),
    ...(alone.length > 0
      ? [
          `Perturb genes related to ${listOf(alone)}: ${alone.length === 1 ? 'it acts' : 'these act'} like no other perturbation, so nothing here helps to predict ${alone.length === 1 ? 'it' : 'them'}.`,
        ]
      : []),
  ];
}

/**
 * Doses of an input and the level that the model gives it (docs/method.md, "Doses in the model"). A slider has one scale for all inputs, relative to
 * control; here are the doses to which its positions correspond.
 */
import type { Intervention } from '../dataset/dataset';
import type { PerturbationKind } from '../dataset/mapping';

/** z of an overexpressed gene that is not measured: what the initial δ leads to. */
export const LATENT_RAISED = 2;

/** How the level of an input follows from its dose. Plain data. */
export interface LevelCurve {
  /** Ascending, above 0: those of training. */
  readonly doses: Float64Array;
  /** [doses] share of the full level; 1 at the largest dose of a Hill curve. */
  readonly levels: Float64Array;
  /** Dose of half the saturation by the Hill equation of slope 1; null: levels lie on lines between doses, along their logarithm. */
  readonly half: number | null;
}

/** An input that was given alone at two doses or more. */
export interface DosedInput extends LevelCurve {
  readonly gene: number;
  readonly kind: PerturbationKind;
  readonly unit: string;
  /** z at share 1. */
  readonly full: number;
}

/** Share of the full level at a dose; 1 without a dose, and for inputs that have no curve. */
export function doseShare(inputs: readonly DosedInput[], { gene, kind, dose }: Intervention): number {
  if (dose === undefined) return 1;
  if (!(dose.value > 0)) return 0;
  const input = inputs.find((one) => one.gene === gene && one.kind === kind && one.unit === dose.unit);
  return input === undefined ? 1 : shareAt(input, dose.value);
}

/** @param dose above 0 */
export function shareAt({ doses, levels, half }: LevelCurve, dose: number): number {
  const largest = doses.at(-1) ?? dose;
  if (half !== null) return (dose / (dose + half)) * ((largest + half) / largest);
  const above = doses.findIndex((known) => known >= dose);
  if (above <= 0) return levels.at(above) ?? 1;
  const [low, high] = [doses[above - 1] as number, doses[above] as number];
  const way = Math.log(dose / low) / Math.log(high / low);
  return (1 - way) * (levels[above - 1] as number) + way * (levels[above] as number);
}

/** The dose with this share; null where the curve reaches it at none. */
export function doseOf({ doses, levels, half }: LevelCurve, share: number): number | null {
  if (share <= 0) return share === 0 ? 0 : null;
  const largest = doses.at(-1) ?? 0;
  if (half !== null) {
    const saturation = (share * largest) / (largest + half);
    return saturation < 1 ? (half * saturation) / (1 - saturation) : null;
  }
  const at = levels.findIndex(
    (level, place) => place > 0 && (level - share) * ((levels[place - 1] as number) - share) <= 0,
  );
  if (at < 0) return null;
  const [from, to] = [levels[at - 1] as number, levels[at] as number];
  const [low, high] = [doses[at - 1] as number, doses[at] as number];
  return from === to ? high : low * (high / low) ** ((share - from) / (to - from));
}

/** Of a fitted model, as there. */
interface Units {
  readonly mean: Float64Array;
  readonly scale: Float64Array;
}

/** What tells the doses of a model. */
export interface Dosed extends Units {
  readonly doses?: readonly DosedInput[];
}

/** The input that a gene is; undefined where it has no doses. @param value position of its slider: which way it is set */
export function dosedInput({ doses = [] }: Dosed, gene: number, value: number): DosedInput | undefined {
  const own = doses.filter((input) => input.gene === gene);
  return own.find(({ kind }) => (kind === 'overexpression') === value > 1) ?? own[0];
}

/** Position of a slider that does what an intervention at its dose does; null where that has no curve. */
export function valueOf(model: Dosed, { gene, kind, dose }: Intervention): number | null {
  const input = model.doses?.find((one) => one.gene === gene && one.kind === kind && one.unit === dose?.unit);
  return input && dose ? valueAtDose(model, input, dose.value) : null;
}

/** Position of a slider, relative to control, at which the input has its level at a dose. */
export function valueAtDose(model: Units, input: DosedInput, dose: number): number {
  const level = input.full * (dose > 0 ? shareAt(input, dose) : 0);
  if (input.kind === 'overexpression') return 2 ** (level / LATENT_RAISED);
  const [mean, scale] = [model.mean[input.gene] ?? 0, model.scale[input.gene] ?? 1];
  return Math.max(0, Math.expm1(mean + scale * level) / Math.expm1(mean));
}

/** The dose of a position; null where the curve reaches it at none. */
export function doseAtValue(model: Units, input: DosedInput, value: number): number | null {
  if (value === 1) return 0;
  if (value > 1 !== (input.kind === 'overexpression')) return null;
  const [mean, scale] = [model.mean[input.gene] ?? 0, model.scale[input.gene] ?? 1];
  const level =
    value > 1 ? LATENT_RAISED * Math.log2(value) : (Math.log1p(value * Math.expm1(mean)) - mean) / scale;
  return doseOf(input, level / input.full);
}

/**
 * The network of a run from its weights and measured effects (docs/method.md, "Measured effects"): for perturbed regulators the two are joined
 * where they disagree; the weights of regulators never perturbed are joined with the field of fluctuating cells, and in small panels covariation
 * is no edge where a perturbation explains it.
 */
import type { Prepared } from '../../dynamics/prepare/prepare';
import { isOfFluctuations } from '../../dynamics/prepare/startChoice';
import {
  joinedWeights,
  joinedWithField,
  type MeasuredEffects,
  supportedShare,
  withoutExplained,
} from '../../network/joinedWeights';
import { isOneSampleEach, measuredEffects } from './measuredEffects';
import type { Network } from '../../network/network';
import type { Diagnosis } from '../diagnosis/evidence';
import type { Readout } from './result';

/** What the fits of a run know of measured effects. */
export interface KnownEffects {
  readonly main: Effects;
  /** Of each leave-out fit: the perturbations that it saw. */
  readonly leaveOut: readonly Effects[];
}

export interface Effects extends MeasuredEffects {
  /** Whether every condition is one sample. */
  readonly oneSampleEach: boolean;
  /** [G × R] the linear field of fluctuating cells, where training does not start from it; else null. */
  readonly field: (() => Float64Array) | null;
}

export function effectsOf(prepared: Prepared): Effects {
  const { perturbations, scale, problem, genes, start, fluctuationField } = prepared;
  const measured = measuredEffects({
    perturbations,
    scale,
    regulators: problem.regulators,
    genes: genes.length,
  });
  const oneSampleEach = isOneSampleEach(perturbations);
  const isOfUse = !oneSampleEach && !isOfFluctuations(start);
  return { ...measured, oneSampleEach, field: isOfUse ? fluctuationField : null };
}

export function knownEffects(main: Prepared, leaveOut: readonly Prepared[]): KnownEffects {
  return { main: effectsOf(main), leaveOut: leaveOut.map(effectsOf) };
}

/**
 * Below it, a few samples determine the weights, and effects of single samples do not improve them. Of cells the edges of regulators never
 * perturbed are clearer without what effects explain, from it on they are not.
 */
const ENOUGH_GENES = 20;
/** Agreement of effects with co-variation from which weights are taken as learned. */
const AGREE_FROM = 0.6;
/** Agreement below which effects are the better evidence, whatever the weights. */
const DISAGREE_BELOW = 0.25;
/** Share of the strongest edges that measured effects support, from which weights are taken as learned. */
const SUPPORTED_FROM = 0.85;

/**
 * Joined if every condition is one sample and there are enough genes, or if cells co-vary quite otherwise than perturbations act, or somewhat
 * so and measured effects do not support the strongest learned edges. Thresholds: docs/decisions/0047-measured-effects.md.
 */
export function readoutOf(
  network: Pick<Network, 'genes' | 'regulators'>,
  learned: Float32Array,
  { agreement }: Pick<Diagnosis, 'agreement'>,
  { main }: Pick<KnownEffects, 'main'>,
): Readout {
  if (!main.isMeasured.includes(true)) return 'learned';
  if (main.oneSampleEach) return network.genes.length >= ENOUGH_GENES ? 'joined' : 'learned';
  if (agreement === null || agreement >= AGREE_FROM) return 'learned';
  if (agreement < DISAGREE_BELOW) return 'joined';
  return (supportedShare(network, learned, main) ?? 1) < SUPPORTED_FROM ? 'joined' : 'learned';
}

/** Factor for regulators never perturbed alone, where the covariation that alone tells of them misleads. */
const BY_COVARIATION = 0.5;

/** `learned` as the read-out wants it. `isPerturbed`: [R] regulators perturbed alone in the run, also where this fit does not see it. */
export function readWeights(
  network: Pick<Network, 'genes' | 'regulators'>,
  learned: Float32Array,
  effects: Effects | undefined,
  readout: Readout,
  isPerturbed: readonly boolean[],
): Float32Array {
  if (!effects) return learned;
  const read = readout === 'joined' ? joinedWeights(network, learned, effects) : learned;
  if (effects.oneSampleEach) return read;
  const genes = network.genes.length;
  const clear = genes < ENOUGH_GENES ? withoutExplained(network, read, isPerturbed) : read;
  const known =
    effects.field && isPerturbed.includes(false)
      ? joinedWithField(network, clear, effects.field(), isPerturbed)
      : clear;
  return readout === 'learned'
    ? known
    : known.map((weight, at) =>
        effects.isMeasured[Math.floor(at / genes)] ? weight : BY_COVARIATION * weight,
      );
}

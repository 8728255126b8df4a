/**
 * What the cells that trained a run tell of its genes, in an order that their content alone decides: what is shuffled and summed comes
 * out the same however the file was sorted.
 */
import { identifiability, type Identifiability } from '../../evaluation/identifiability/identifiability';
import { heldOutPerturbations } from '../../evaluation/splits/perturbations';
import {
  effectsBesideShuffled,
  type EffectsBesideShuffled,
} from '../../evaluation/referenceFree/besideShuffled';
import type { ConditionEffects } from '../../evaluation/referenceFree/conditionEffects';
import type { Screen } from '../../evaluation/methods/screen';

export interface TrainingSide {
  readonly effects: EffectsBesideShuffled;
  readonly identifiability: Identifiability;
}

/** Genes numbered as in the dataset the screen was made of. Yields the share done. */
export function* trainingSide({ order }: Screen, seed: number): Generator<number, TrainingSide> {
  const { dataset, placeOfGene } = order;
  const { train } = heldOutPerturbations(dataset, dataset.heldOut);
  const effects = yield* effectsBesideShuffled(train, seed);
  return {
    effects: {
      screen: inOwnOrder(effects.screen, placeOfGene),
      shuffled: effects.shuffled.map((one) => inOwnOrder(one, placeOfGene)),
    },
    identifiability: inOwnNumbers(identifiability(train, effects.screen), geneAt(placeOfGene)),
  };
}

function inOwnOrder(
  effects: readonly ConditionEffects[],
  placeOfGene: Int32Array,
): readonly ConditionEffects[] {
  const gene = geneAt(placeOfGene);
  const ordered = (values: Float64Array) =>
    Float64Array.from(placeOfGene, (place) => values[place] as number);
  return effects.map((one) => ({
    ...one,
    targets: one.targets.map((place) => gene[place] as number),
    wasserstein: ordered(one.wasserstein),
    p: ordered(one.p),
  }));
}

function inOwnNumbers(known: Identifiability, gene: Int32Array): Identifiability {
  const numbers = (places: readonly number[]) =>
    places.map((place) => gene[place] as number).toSorted((a, b) => a - b);
  return {
    ...known,
    alone: numbers(known.alone),
    onlyTogether: numbers(known.onlyTogether),
    neverPerturbed: numbers(known.neverPerturbed),
    movingTogether: known.movingTogether.map(numbers),
  };
}

/** [G] the inverse of a permutation: which gene stands where. */
function geneAt(placeOfGene: Int32Array): Int32Array {
  const genes = new Int32Array(placeOfGene.length);
  placeOfGene.forEach((place, gene) => {
    genes[place] = gene;
  });
  return genes;
}

/**
 * What makes the sliders of a link answer: the model in as few bits as print what the sender's model prints, or the most
 * faithful that fits; where not even the coarsest fits, a table of answers to single changes.
 */
import type { FittedModel } from '../../dynamics/fitted';
import { strongestPairs } from '../../network/ranking';
import { Random } from '../../numerics/random';
import type { Instrument, ResponseTable, SharedNetwork } from '../snapshot';
import { ByteReader } from './byteReader';
import { ByteWriter } from './byteWriter';
import type { Deflater } from './deflate';
import { packed, type Packed } from './frame';
import { printedDifference, singleAnswers, type SingleAnswers } from './instrumentChoice';
import { fewestBits, mostBits, readModel, writeModel } from './modelCodec';
import type { Rounding } from './packedRows';
import { writeResponses } from './responsesCodec';

/** `differing`: how many answers to single changes print otherwise than at the sender's, and by how much at most. */
interface CarriedModel {
  readonly kind: 'model';
  readonly bits: number;
  readonly differing: number;
  readonly largestDifference: number;
}

/** A table prints as the sender's; `answered`: of how many genes it knows the answers. */
export type CarriedInstrument = CarriedModel | { readonly kind: 'responses'; readonly answered: number };

/** Roundings tried at one number of bits, where at most `hardlyAny` answers differ and the model is `small`. */
const roundingsTried = 10;
const hardlyAny = 4;
const small = 5000;
/** In units of the last bit. */
const roundingSpread = 0.2;

interface Chosen {
  readonly sections: readonly Packed[];
  readonly carried: CarriedInstrument;
}

/** Characters left in the link with these sections; below 0 it is too long. */
type Room = (further: readonly Packed[]) => number;

/** null where nothing fits. */
export async function instrumentSections(
  instrument: Instrument,
  shared: SharedNetwork,
  edgeBudget: number,
  room: Room,
  deflater: Deflater,
): Promise<Chosen | null> {
  if (instrument.kind === 'responses') {
    const { responses } = instrument;
    return tableSections(responses, responses.answered, shared, room, deflater);
  }
  const { model } = instrument;
  const exact = singleAnswers(model);
  const chosen = await modelSections(model, exact, room, deflater);
  if (chosen) return chosen;
  const table = { regulators: model.regulators, kappa: model.kappa, ...exact };
  const all = Int32Array.from(model.genes.keys());
  return (
    (await tableSections({ ...table, answered: all }, all, shared, room, deflater)) ??
    tableSections({ ...table, answered: all }, drawnGenes(shared, edgeBudget), shared, room, deflater)
  );
}

/**
 * More bits rarely bring the last answer that lies between two printed numbers to the right side, rounding a little
 * otherwise does: where hardly any differ, a few such roundings are tried before more bits are.
 */
async function modelSections(
  model: FittedModel,
  exact: SingleAnswers,
  room: Room,
  deflater: Deflater,
): Promise<Chosen | null> {
  let best: { readonly sections: readonly Packed[]; readonly carried: CarriedModel } | null = null;
  const random = new Random(model.settings.seed);
  for (let bits = fewestBits; bits <= mostBits; bits++) {
    let rounding: Rounding = Math.round;
    for (let trial = 0; trial <= roundingsTried; trial++) {
      const { carried, upper, lower } = asCarried(model, exact, bits, rounding);
      if (!best || carried.differing < best.carried.differing) {
        const sections = [await packed(upper, deflater), await packed(lower, deflater)];
        if (room(sections) < 0) return best;
        best = { sections, carried };
      }
      if (best.carried.differing === 0) return best;
      if (carried.differing > hardlyAny || model.parameters.length > small) break;
      rounding = (value) => Math.floor(value + 0.5 + roundingSpread * (2 * random.uniform() - 1));
    }
  }
  return best;
}

/** Its bytes, and how its answers print at the reader's. */
function asCarried(model: FittedModel, exact: SingleAnswers, bits: number, rounding: Rounding) {
  const [upper, lower] = [new ByteWriter(), new ByteWriter()];
  writeModel(upper, lower, model, bits, rounding);
  const bytes = { upper: upper.bytes(), lower: lower.bytes() };
  const { genes, regulators, settings } = model;
  const read = readModel(
    new ByteReader(bytes.upper),
    new ByteReader(bytes.lower),
    genes,
    regulators,
    settings,
  );
  const { answers, largest } = printedDifference(exact, singleAnswers(read));
  const carried: CarriedModel = { kind: 'model', bits, differing: answers, largestDifference: largest };
  return { ...bytes, carried };
}

async function tableSections(
  table: ResponseTable,
  answered: Int32Array,
  { network }: SharedNetwork,
  room: Room,
  deflater: Deflater,
): Promise<Chosen | null> {
  const writer = new ByteWriter();
  writeResponses(writer, { ...table, answered }, network.genes.length);
  const sections = [await packed(writer.bytes(), deflater)];
  return room(sections) < 0 ? null : { sections, carried: { kind: 'responses', answered: answered.length } };
}

/** Genes at either end of an edge that is drawn. */
function drawnGenes({ network }: SharedNetwork, edgeBudget: number): Int32Array {
  const genes = network.genes.length;
  const ends = Array.from(strongestPairs(network, edgeBudget), (pair) => [
    network.regulators[Math.floor(pair / genes)] ?? 0,
    pair % genes,
  ]);
  return Int32Array.from(new Set(ends.flat())).toSorted();
}

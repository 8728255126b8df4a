/**
 * What makes the sliders of a link answer: the model in as few bits as print what the sender's model prints, or the most
 * faithful that fits; where not even the coarsest fits, a table of answers to single changes.
 */
import type { FittedModel } from '../../dynamics/fitted';
import { strongestPairs } from '../../network/ranking';
import type { Instrument, ResponseTable, SharedNetwork } from '../snapshot';
import { ByteReader } from './byteReader';
import { ByteWriter } from './byteWriter';
import type { Deflater } from './deflate';
import { packed, type Packed } from './frame';
import { printedDifference, singleAnswers, type SingleAnswers } from './instrumentChoice';
import { fewestBits, mostBits, readModel, writeModel } from './modelCodec';
import { writeResponses } from './responsesCodec';

export type CarriedInstrument =
  /** `differing`: how many answers to single changes print otherwise than at the sender's, and by how much at most. */
  | {
      readonly kind: 'model';
      readonly bits: number;
      readonly differing: number;
      readonly largestDifference: number;
    }
  /** `answered`: of how many genes the answers are known. They print as the sender's. */
  | { readonly kind: 'responses'; readonly answered: number };

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

async function modelSections(
  model: FittedModel,
  exact: SingleAnswers,
  room: Room,
  deflater: Deflater,
): Promise<Chosen | null> {
  let best: (Chosen & { readonly differing: number }) | null = null;
  for (let bits = fewestBits; bits <= mostBits; bits++) {
    const [upper, lower] = [new ByteWriter(), new ByteWriter()];
    writeModel(upper, lower, model, bits);
    const [upperBytes, lowerBytes] = [upper.bytes(), lower.bytes()];
    const sections = [await packed(upperBytes, deflater), await packed(lowerBytes, deflater)];
    if (room(sections) < 0) break;
    const { genes, regulators, settings } = model;
    const read = readModel(
      new ByteReader(upperBytes),
      new ByteReader(lowerBytes),
      genes,
      regulators,
      settings,
    );
    const { answers, largest } = printedDifference(exact, singleAnswers(read));
    if (best && best.differing <= answers) continue;
    const carried = { kind: 'model', bits, differing: answers, largestDifference: largest } as const;
    best = { sections, carried, differing: answers };
    if (answers === 0) break;
  }
  return best;
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

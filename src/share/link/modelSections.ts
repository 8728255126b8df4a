/**
 * What drives the sliders of a link: the model in as few bits as reproduce the sender's printed predictions, or as many as fit; where not
 * even the coarsest model fits, a table of responses to single changes. Fidelity is measured on every single knockout and doubling. A
 * table of predicted responses to single changes, for models too large for a link. One whole number per regulator, change and gene
 * encodes direction and printed factor; most encode "no change".
 */
import type { FittedModel } from '../../dynamics/fitted';
import { strongestPairs } from '../../network/ranking';
import { Random } from '../../numerics/random';
import type { ResponseTable, SharedNetwork, SliderModel } from '../snapshot';
import { ByteReader, ByteWriter, Damaged } from './bytes';
import { type Deflater, type Packed, packed } from './frame';
import {
  MAX_BITS,
  MAX_KAPPA,
  MIN_BITS,
  readMeasured,
  readModel,
  writeMeasured,
  writeModel,
} from './modelCodec';
import type { Rounding } from './packedRows';
import { predictEnd } from '../../dynamics/predict';
import { foldDigits } from '../../numerics/format';
import { readFold, writeFold } from './printed';

interface CarriedModel {
  readonly kind: 'model';
  readonly bits: number;
  /** Number of responses to single changes that print differently from the sender's. */
  readonly differing: number;
  /** Between printed factors; ÷ 1.2 and × 1.2 are 0.4 apart. */
  readonly largestDifference: number;
}

/** A table prints as the sender's model does; `answered`: number of genes it covers. */
export type CarriedSliderModel = CarriedModel | { readonly kind: 'responses'; readonly answered: number };

/** Random roundings tried at one number of bits, if at most FEW_DIFFERING responses differ and the model is small. */
const ROUNDINGS_TRIED = 10;
const FEW_DIFFERING = 4;
/** Number of parameters. */
const SMALL_MODEL = 5000;
/** In units of the last bit. */
const ROUNDING_SPREAD = 0.2;

interface Chosen<Carried = CarriedSliderModel> {
  readonly sections: readonly Packed[];
  readonly carried: Carried;
}

/** Characters left in the link after adding sections; negative if it is too long. */
type Room = (further: readonly Packed[]) => number;

/** null if nothing fits. */
export async function sliderModelSections(
  sliderModel: SliderModel,
  shared: SharedNetwork,
  edgeBudget: number,
  room: Room,
  deflater: Deflater,
): Promise<Chosen | null> {
  if (sliderModel.kind === 'responses') {
    const { responses } = sliderModel;
    return tableSections(responses, responses.answered, shared, room, deflater);
  }
  const { model } = sliderModel;
  const exact = singleAnswers(model);
  const chosen = await modelSections(model, exact, room, deflater);
  if (chosen) return chosen;
  const table = { regulators: model.regulators, kappa: model.kappa, measured: model.measured, ...exact };
  const all = Int32Array.from(model.genes.keys());
  return (
    (await tableSections({ ...table, answered: all }, all, shared, room, deflater)) ??
    tableSections({ ...table, answered: all }, drawnGenes(shared, edgeBudget), shared, room, deflater)
  );
}

/**
 * Each further bit halves the number of differing responses, which gives the next number of bits to try. The last few differences, at
 * the border between two printed numbers, are cheaper to remove by a slightly different rounding than by a bit.
 */
async function modelSections(
  model: FittedModel,
  exact: SingleAnswers,
  room: Room,
  deflater: Deflater,
): Promise<Chosen | null> {
  const random = new Random(model.settings.seed);
  const dithered: Rounding = (value) =>
    Math.floor(value + 0.5 + ROUNDING_SPREAD * (2 * random.uniform() - 1));
  let best: Chosen<CarriedModel> | null = null;
  let bits: number | null = MIN_BITS;
  while (bits !== null) {
    let trial: Chosen<CarriedModel> | null = await chosenModel(model, exact, bits, Math.round, deflater);
    if (!trial || room(trial.sections) < 0) return best;
    for (let further = 0; further < furtherRoundings(model, trial.carried); further++) {
      const other = await chosenModel(model, exact, bits, dithered, deflater);
      if (other && other.carried.differing < trial.carried.differing && room(other.sections) >= 0)
        trial = other;
    }
    if (!best || trial.carried.differing < best.carried.differing) best = trial;
    bits = trial.carried.differing === 0 ? null : await nextBits(model, trial, room, deflater);
  }
  return best;
}

function furtherRoundings(model: FittedModel, { differing }: CarriedModel): number {
  return differing > 0 && differing <= fewDiffering(model) ? ROUNDINGS_TRIED : 0;
}

/** How many differences other roundings may remove. */
function fewDiffering({ parameters }: FittedModel): number {
  return parameters.length <= SMALL_MODEL ? FEW_DIFFERING : 0;
}

/** The number of bits that should suffice, with other roundings where they are tried, or the largest that fits; null if not one more fits. */
async function nextBits(
  model: FittedModel,
  { carried }: Chosen<CarriedModel>,
  room: Room,
  deflater: Deflater,
): Promise<number | null> {
  const atOnce = carried.differing / Math.max(1, fewDiffering(model));
  const wanted = carried.bits + Math.max(1, Math.floor(Math.log2(atOnce)));
  for (let bits = Math.min(MAX_BITS, wanted); bits > carried.bits; bits--) {
    const { upper, lower } = bytesOf(model, bits, Math.round);
    if (room([await packed(upper, deflater), await packed(lower, deflater)]) >= 0) return bits;
  }
  return null;
}

function bytesOf(model: FittedModel, bits: number, rounding: Rounding) {
  const [upper, lower] = [new ByteWriter(), new ByteWriter()];
  writeModel(upper, lower, model, bits, rounding);
  return { upper: upper.bytes(), lower: lower.bytes() };
}

/** The model in `bits` bits and its printed differences; null if a reader would refuse it. */
async function chosenModel(
  model: FittedModel,
  exact: SingleAnswers,
  bits: number,
  rounding: Rounding,
  deflater: Deflater,
): Promise<Chosen<CarriedModel> | null> {
  const { upper, lower } = bytesOf(model, bits, rounding);
  try {
    const readers = [new ByteReader(upper), new ByteReader(lower)] as const;
    const read = readModel(...readers, model.genes, model.regulators, model.settings);
    return {
      sections: [await packed(upper, deflater), await packed(lower, deflater)],
      carried: { kind: 'model', bits, ...printedDifference(exact, singleAnswers(read)) },
    };
  } catch (error) {
    if (error instanceof Damaged) return null;
    throw error;
  }
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

/** Sources and targets of the drawn edges. */
function drawnGenes({ network }: SharedNetwork, edgeBudget: number): Int32Array {
  const genes = network.genes.length;
  const ends = Array.from(strongestPairs(network, edgeBudget), (pair) => [
    network.regulators[Math.floor(pair / genes)] ?? 0,
    pair % genes,
  ]);
  return Int32Array.from(new Set(ends.flat())).toSorted();
}

/** [R × G] log2 fold change with each regulator knocked out, and doubled. */
interface SingleAnswers {
  readonly out: Float32Array;
  readonly doubled: Float32Array;
}

function singleAnswers(model: FittedModel): SingleAnswers {
  const genes = model.genes.length;
  const answersAt = (value: number) => {
    const answers = new Float32Array(model.regulators.length * genes);
    for (const [r, gene] of model.regulators.entries())
      answers.set(predictEnd(model, [{ gene, value }], null).log2FoldChange, r * genes);
    return answers;
  };
  return { out: answersAt(0), doubled: answersAt(2) };
}

function printedDifference(sent: SingleAnswers, read: SingleAnswers) {
  let differing = 0;
  let largestDifference = 0;
  for (const side of ['out', 'doubled'] as const)
    for (const [i, before] of sent[side].entries()) {
      const after = read[side][i] ?? 0;
      const digits = foldDigits(before);
      if (digits === foldDigits(after) && (digits === null || before < 0 === after < 0)) continue;
      differing++;
      const difference = Math.abs(printedChange(before) - printedChange(after));
      largestDifference = Math.max(largestDifference, difference);
    }
  return { differing, largestDifference };
}

/** 0.2 for × 1.2, −0.2 for ÷ 1.2, 0 for 'same'. */
function printedChange(log2: number): number {
  const digits = foldDigits(log2);
  return digits === null ? 0 : Math.sign(log2) * (Number(digits) - 1);
}

export function writeResponses(head: ByteWriter, table: ResponseTable, genes: number): void {
  head.float32(table.kappa);
  head.ascending(table.answered);
  for (const answers of [table.out, table.doubled])
    for (const r of table.regulators.keys())
      for (const gene of table.answered) writeFold(head, answers[r * genes + gene] as number);
  if (table.measured) writeMeasured(head, table.measured);
}

export function readResponses(head: ByteReader, regulators: Int32Array, genes: number): ResponseTable {
  const kappa = head.float32(0, MAX_KAPPA);
  const answered = head.ascending(genes);
  const answers = () => {
    const values = new Float32Array(regulators.length * genes);
    for (const r of regulators.keys()) for (const gene of answered) values[r * genes + gene] = readFold(head);
    return values;
  };
  const [out, doubled] = [answers(), answers()];
  // Absent from earlier links.
  const measured = head.isAtEnd ? null : readMeasured(head, genes);
  return { regulators, answered, out, doubled, kappa, measured };
}

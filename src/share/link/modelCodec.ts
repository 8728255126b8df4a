/**
 * A fitted model as bytes, for the sliders: A, B and β in rows of few bits (packedRows.ts), scalings to 16 significant bits.
 * Overexpression strengths are needed as their mean only; the fits with perturbations left out do not travel.
 */
import { CLAMP_FLOOR } from '../../dynamics/clampFloor';
import type { FittedModel } from '../../dynamics/fitted';
import { parameterLayout } from '../../dynamics/parameters';
import type { BackTransform } from '../../dynamics/prepare/backTransform';
import type { TrainingSettings } from '../../dynamics/settings';
import { damagedUnless, type ByteReader, type ByteWriter } from './bytes';
import {
  BitReader,
  BitWriter,
  readRows,
  writeRows,
  type Rounding,
  much,
  readVector,
  writeVector,
} from './packedRows';
import type { SharedResponse } from '../../dynamics/sharedResponse';

/** Bits of every number of A, B and β: the fewest and the most. */
export const fewestBits = 8;
export const mostBits = 16;

const mostModules = 100_000;
const manySteps = 1e6;
/** The largest there is, as a link rounds it. */
const largestKappa = Math.fround(1.2);
/** In decay times. */
const longestStep = 2.5;
/** Of log1p expression; e⁷⁰⁹ is the largest number. */
const largestLog = 600;

export function writeModel(
  upper: ByteWriter,
  lower: ByteWriter,
  model: FittedModel,
  bits: number,
  rounding: Rounding,
): void {
  const { shape, parameters } = model;
  const { at, bt, beta, delta } = parameterLayout(shape);
  upper.byte(bits);
  upper.whole(shape.modules);
  upper.float32(model.kappa);
  upper.float32(model.meanDelta);
  upper.whole(model.stepsKept);
  upper.byte(Number(model.latestTime !== null) + 2 * Number(model.clampFloor !== null));
  if (model.latestTime !== null) upper.number(model.latestTime);
  for (const vector of [model.mean, model.scale, model.low, model.high]) writeVector(upper, vector);
  writeBack(upper, model);
  const low = new BitWriter(lower);
  const modules = shape.modules;
  const byModule = transposed(parameters.subarray(bt, beta), shape.regulators, modules);
  for (const rows of [
    { values: parameters.subarray(at, bt), rows: modules, columns: shape.genes },
    { values: byModule, rows: modules, columns: shape.regulators },
    { values: parameters.subarray(beta, delta), rows: 1, columns: modules },
  ])
    writeRows(upper, low, rows, bits, rounding);
  low.end();
  if (model.shared) writeSharedResponse(upper, model.shared);
}

/** The model over these genes and regulators, trained with these settings. */
export function readModel(
  upper: ByteReader,
  lower: ByteReader,
  genes: readonly string[],
  regulators: Int32Array,
  settings: TrainingSettings,
): FittedModel {
  const bits = upper.whole(mostBits);
  damagedUnless(bits >= fewestBits);
  const modules = upper.whole(mostModules);
  const kappa = upper.float32(0, largestKappa);
  const meanDelta = upper.float32(-much, much);
  const stepsKept = upper.whole(manySteps);
  const known = upper.whole(3);
  const latestTime = known % 2 === 1 ? upper.number(-much, much) : null;
  const clampFloor = known >= 2 ? CLAMP_FLOOR : null;
  const [mean, scale, low, high] = [0, 0, 0, 0].map(() => readVector(upper, genes.length));
  damagedUnless(mean !== undefined && scale !== undefined && low !== undefined && high !== undefined);
  damagedUnless(scale.every((value) => value > 0));
  const back = readBack(upper, scale);
  const lowBits = new BitReader(lower);
  const at = readRows(upper, lowBits, modules, genes.length, bits);
  const byModule = readRows(upper, lowBits, modules, regulators.length, bits);
  const beta = readRows(upper, lowBits, 1, modules, bits);
  lowBits.end();
  const shared = upper.isAtEnd ? null : readSharedResponse(upper, genes.length);
  const parameters = new Float32Array(at.length + byModule.length + beta.length);
  parameters.set(at);
  parameters.set(transposed(byModule, modules, regulators.length), at.length);
  parameters.set(beta, at.length + byModule.length);
  const model: FittedModel = {
    genes,
    regulators,
    shape: { genes: genes.length, regulators: regulators.length, modules, deltas: 0 },
    parameters,
    settings,
    mean,
    scale,
    deltaGenes: new Int32Array(0),
    meanDelta,
    kappa,
    shared,
    back,
    lossesReplaced: false,
    clampFloor,
    low,
    high,
    stepsKept,
    latestTime,
    leaveOut: [],
  };
  damagedUnless(staysFinite(model));
  return model;
}

/**
 * Whether no slider can bring an answer beyond what a number holds, whoever made the model: the steps are short enough for
 * RK4 to be stable under decay, and a gene's change is at most Σ_m |A_gm| + δ̄ log₂ 3 and what is shared in units of its scale.
 */
function staysFinite({
  shape,
  parameters,
  settings,
  mean,
  scale,
  shared,
  back,
  meanDelta,
}: FittedModel): boolean {
  if (settings.horizon / settings.solverSteps > longestStep) return false;
  const reach = new Float64Array(shape.genes).fill(2 * Math.abs(meanDelta));
  for (let i = 0; i < shape.modules * shape.genes; i++)
    reach[i % shape.genes] = (reach[i % shape.genes] as number) + Math.abs(parameters[i] as number);
  shared?.response.forEach((value, i) => {
    reach[i % shape.genes] = (reach[i % shape.genes] as number) + Math.abs(value);
  });
  return reach.every((change, gene) => {
    const geneScale = Math.max(1, Math.abs(back?.geneScale[gene] ?? 1), back?.scale[gene] ?? 0);
    const furthest =
      Math.abs(mean[gene] as number) + largestKappa * change * geneScale * (scale[gene] as number);
    return furthest < largestLog;
  });
}

/** 0: none; otherwise 1, plus 2 where the modelled genes are all, plus 4 where its scale is not the model's. */
function writeBack(upper: ByteWriter, { back, scale }: FittedModel): void {
  if (back === null) {
    upper.byte(0);
    return;
  }
  const same = back.scale.every((value, gene) => value === scale[gene]);
  upper.byte(1 + 2 * Number(back.wholeTotal) + 4 * Number(!same));
  writeVector(upper, back.controlPseudobulk);
  writeVector(upper, back.geneScale);
  if (!same) writeVector(upper, back.scale);
}

function readBack(upper: ByteReader, scale: Float64Array): BackTransform | null {
  const flags = upper.whole(7);
  if (flags === 0) return null;
  damagedUnless(flags % 2 === 1);
  const controlPseudobulk = readVector(upper, scale.length);
  const geneScale = readVector(upper, scale.length);
  const own = flags >= 4 ? readVector(upper, scale.length) : scale;
  damagedUnless(controlPseudobulk.every((value) => value >= 0) && own.every((value) => value > 0));
  return { controlPseudobulk, geneScale, scale: own, wholeTotal: flags % 4 === 3 };
}

function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  const turned = new Float32Array(values.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      turned[column * rows + row] = values[row * columns + column] as number;
  return turned;
}

/** What all perturbations of a screen have in common, as bytes: the rows of a model's shared response. */

type SharedStrength = Pick<SharedResponse, 'weight' | 'fullAt'>;

const mostTimes = 1000;
/** In decay times. */
const longestTime = 1e6;
/** The largest there is, as a link rounds it. */
const largestWeight = Math.fround(1.2);
/** Genes are raised to twice the control's expression where they are raised, and otherwise not left as they are. */
const raised = 2;
const leastLowered = 0.95;

function writeSharedResponse(writer: ByteWriter, shared: SharedResponse): void {
  const { times, response } = shared;
  writeStrength(writer, shared);
  writer.whole(times.length);
  for (const time of times) writer.number(time);
  writeVector(writer, response);
}

function readSharedResponse(reader: ByteReader, genes: number): SharedResponse {
  const strength = readStrength(reader);
  const rows = reader.whole(mostTimes);
  damagedUnless(rows > 0);
  const times = Float64Array.from({ length: rows }, () => reader.number(0, longestTime));
  damagedUnless(times.every((time, row) => time > (times[row - 1] ?? 0)));
  return { ...strength, times, response: readVector(reader, rows * genes) };
}

/** How much of it a prediction has, without what it is. */
export function writeStrength(writer: ByteWriter, { weight, fullAt }: SharedStrength): void {
  writer.float32(weight);
  writer.float32(fullAt);
}

export function readStrength(reader: ByteReader): SharedStrength {
  const weight = reader.float32(0, largestWeight);
  const fullAt = reader.float32(0, raised);
  damagedUnless(fullAt === raised || fullAt < leastLowered);
  return { weight, fullAt };
}

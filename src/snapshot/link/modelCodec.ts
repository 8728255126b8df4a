/**
 * A fitted model as bytes, for the sliders: A, B and β in rows of few bits (packedRows.ts), scalings to 16 significant bits.
 * Overexpression strengths are needed as their mean only; the fits with perturbations left out do not travel.
 */
import type { FittedModel } from '../../dynamics/fitted';
import { parameterLayout } from '../../dynamics/parameters';
import type { BackTransform } from '../../dynamics/prepare/backTransform';
import type { TrainingSettings } from '../../dynamics/settings';
import { damagedUnless, type ByteReader } from './byteReader';
import type { ByteWriter } from './byteWriter';
import { BitReader, BitWriter, readRows, writeRows, type Rounding } from './packedRows';

/** Bits of every number of A, B and β: the fewest and the most. */
export const fewestBits = 8;
export const mostBits = 16;

const mostModules = 100_000;
const manySteps = 1e6;
/** Means and scales are of log1p expression, quantiles in standard deviations, totals are counts. */
const much = 1e12;
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
  upper.byte(Number(model.latestTime !== null));
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
  const latestTime = upper.flag() ? upper.number(-much, much) : null;
  const [mean, scale, low, high] = [0, 0, 0, 0].map(() => readVector(upper, genes.length));
  damagedUnless(mean !== undefined && scale !== undefined && low !== undefined && high !== undefined);
  damagedUnless(scale.every((value) => value > 0));
  const back = readBack(upper, scale);
  const lowBits = new BitReader(lower);
  const at = readRows(upper, lowBits, modules, genes.length, bits);
  const byModule = readRows(upper, lowBits, modules, regulators.length, bits);
  const beta = readRows(upper, lowBits, 1, modules, bits);
  lowBits.end();
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
    back,
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
 * RK4 to be stable under decay, and a gene's change is at most Σ_m |A_gm| + δ̄ log₂ 3 in units of its scale.
 */
function staysFinite({ shape, parameters, settings, mean, scale, back, meanDelta }: FittedModel): boolean {
  if (settings.horizon / settings.solverSteps > longestStep) return false;
  const reach = new Float64Array(shape.genes).fill(2 * Math.abs(meanDelta));
  for (let i = 0; i < shape.modules * shape.genes; i++)
    reach[i % shape.genes] = (reach[i % shape.genes] as number) + Math.abs(parameters[i] as number);
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

/** The upper three bytes of every 32-bit number, rounded, in three planes: signs and exponents are much alike. */
function writeVector(upper: ByteWriter, vector: Float64Array): void {
  const view = new DataView(new ArrayBuffer(4));
  const words = Array.from(vector, (value) => {
    view.setFloat32(0, value);
    return Math.floor(view.getUint32(0) / 256 + 0.5);
  });
  for (const shift of [16, 8, 0]) for (const word of words) upper.byte(word >>> shift);
}

function readVector(upper: ByteReader, length: number): Float64Array {
  const planes = upper.take(3 * length);
  const view = new DataView(new ArrayBuffer(4));
  return Float64Array.from({ length }, (_, i) => {
    for (let plane = 0; plane < 3; plane++) view.setUint8(plane, planes[plane * length + i] as number);
    const value = view.getFloat32(0);
    damagedUnless(Math.abs(value) <= much);
    return value;
  });
}

function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  const turned = new Float32Array(values.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      turned[column * rows + row] = values[row * columns + column] as number;
  return turned;
}

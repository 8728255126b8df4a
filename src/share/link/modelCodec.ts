/**
 * A fitted model as bytes, for the sliders: A, B and β as packed rows, scalings with 16 significant bits. Of the overexpression
 * strengths only the mean is kept; leave-out fits are not part of a link.
 */
import { CLAMP_FLOOR } from '../../dynamics/vectorField';
import { perturbationKinds } from '../../dataset/mapping';
import { type DosedInput, LATENT_RAISED, shareAt } from '../../dynamics/doses';
import type { FittedModel, MeasuredGenes } from '../../dynamics/fitted';
import { parameterLayout } from '../../dynamics/problem';
import type { BackTransform } from '../../dynamics/prepare/backTransform';
import type { TrainingSettings } from '../../dynamics/settings';
import { type ByteReader, type ByteWriter, damagedUnless } from './bytes';
import {
  BitReader,
  BitWriter,
  MAX_VALUE,
  type Rounding,
  readRows,
  readVector,
  writeRows,
  writeVector,
} from './packedRows';
import type { SharedResponse } from '../../dynamics/sharedResponse';

/** Bits per number of A, B and β. */
export const MIN_BITS = 8;
export const MAX_BITS = 16;

const MAX_MODULES = 100_000;
const MAX_STEPS = 1e6;
/** The largest κ, and that which programs before 0.5.0 read. */
export const MAX_KAPPA = 2;
export const MAX_EARLIER_KAPPA = Math.fround(1.2);
/** In decay times: RK4 is stable under decay up to about 2.78. */
const MAX_STEP_LENGTH = 2.5;
/** Bound of log1p expression; exp overflows at 709. */
const MAX_LOG = 600;

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
  const parts = [
    model.latestTime,
    model.clampFloor,
    model.measured,
    model.doses ?? null,
    model.latent ?? null,
  ];
  upper.byte(parts.reduce((flags: number, part, place) => flags + Number(part !== null) * 2 ** place, 0));
  if (model.latestTime !== null) upper.number(model.latestTime);
  if (model.measured !== null) writeMeasured(upper, model.measured);
  if (model.doses) writeDoses(upper, model.doses);
  if (model.latent) upper.ascending(Int32Array.from(model.latent));
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
  const bits = upper.whole(MAX_BITS);
  damagedUnless(bits >= MIN_BITS);
  const modules = upper.whole(MAX_MODULES);
  const kappa = upper.float32(0, MAX_KAPPA);
  const meanDelta = upper.float32(-MAX_VALUE, MAX_VALUE);
  const stepsKept = upper.whole(MAX_STEPS);
  const known = upper.whole(31);
  const latestTime = known % 2 === 1 ? upper.number(-MAX_VALUE, MAX_VALUE) : null;
  const clampFloor = known % 4 >= 2 ? CLAMP_FLOOR : null;
  // Absent from earlier links.
  const measured = known % 8 >= 4 ? readMeasured(upper, genes.length) : null;
  const doses = known % 16 >= 8 ? readDoses(upper, genes.length) : null;
  const latent = known >= 16 ? [...upper.ascending(genes.length)] : null;
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
    measured,
    margins: null,
    shared,
    back,
    lossesReplaced: false,
    clampFloor,
    low,
    high,
    stepsKept,
    latestTime,
    ...(latent && { latent }),
    ...(doses && { doses }),
    leaveOut: [],
  };
  damagedUnless(staysFinite(model));
  return model;
}

/**
 * Whether predictions stay finite at every slider setting, even for a hostile model: steps are short enough for RK4 to be stable under
 * decay, and a gene changes by at most Σ_m |A_gm| + δ̄ log₂ 3 plus its shared response, in units of its scale.
 */
function staysFinite({ shape, settings, back, ...model }: FittedModel): boolean {
  if (settings.horizon / settings.solverSteps > MAX_STEP_LENGTH) return false;
  const reach = new Float64Array(shape.genes).fill(2 * Math.max(LATENT_RAISED, Math.abs(model.meanDelta)));
  const changes = model.parameters.subarray(0, shape.modules * shape.genes);
  for (const rows of [changes, model.shared?.response ?? []])
    for (const [i, value] of rows.entries())
      reach[i % shape.genes] = (reach[i % shape.genes] as number) + Math.abs(value);
  return reach.every((change, gene) => {
    const geneScale = Math.max(1, Math.abs(back?.geneScale[gene] ?? 1), back?.scale[gene] ?? 0);
    const furthest = MAX_KAPPA * change * geneScale * (model.scale[gene] as number);
    return Math.abs(model.mean[gene] as number) + furthest < MAX_LOG;
  });
}

export function writeMeasured(writer: ByteWriter, { kappa, lowered, raised }: MeasuredGenes): void {
  writer.float32(kappa);
  writer.ascending(lowered);
  writer.ascending(raised);
}

export function readMeasured(reader: ByteReader, genes: number): MeasuredGenes {
  return {
    kappa: reader.float32(0, 1),
    lowered: reader.ascending(genes),
    raised: reader.ascending(genes),
  };
}

const MAX_UNIT = 20;
const MAX_DOSES = 100;

function writeDoses(writer: ByteWriter, inputs: readonly DosedInput[]): void {
  writer.whole(inputs.length);
  for (const { gene, kind, unit, full, doses, levels, half } of inputs) {
    writer.whole(gene);
    writer.whole(perturbationKinds.indexOf(kind));
    writer.text(unit);
    writer.float32(full);
    writer.float32(half ?? 0);
    writer.whole(doses.length);
    for (const value of [...doses, ...(half === null ? levels : [])]) writer.float32(value);
  }
}

function readDoses(reader: ByteReader, genes: number): readonly DosedInput[] {
  const positive = () => reader.float32(Number.MIN_VALUE, MAX_VALUE);
  return Array.from({ length: reader.whole(genes * perturbationKinds.length) }, (): DosedInput => {
    const gene = reader.whole(genes - 1);
    const kind = perturbationKinds[reader.whole(perturbationKinds.length - 1)];
    const unit = reader.text(MAX_UNIT);
    const full = reader.float32(-MAX_VALUE, MAX_VALUE);
    const half = reader.float32(0, MAX_VALUE) || null;
    const doses = Float64Array.from({ length: reader.whole(MAX_DOSES) }, positive);
    damagedUnless(kind !== undefined && full !== 0 && doses.length > 0);
    damagedUnless(doses.every((dose, at) => at === 0 || dose > (doses[at - 1] as number)));
    const levels =
      half === null
        ? doses.map(() => reader.float32(-MAX_VALUE, MAX_VALUE))
        : doses.map((dose) => shareAt({ doses, levels: doses, half }, dose));
    return { gene, kind, unit, full, doses, levels, half };
  });
}

/** Flags: 0 for none; otherwise 1, plus 2 if the model has all genes, plus 4 if its scale differs from the model's. */
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

type SharedStrength = Pick<SharedResponse, 'weight' | 'fullAt'>;

const MAX_TIMES = 1000;
/** In decay times. */
const MAX_TIME = 1e6;
/** The largest weight of the shared response in earlier links, rounded to 32 bits; now 1. */
const MAX_WEIGHT = Math.fround(1.2);
/** `fullAt`: overexpressed genes are set to twice the control; lowered ones to less than this share of it. */
const RAISED = 2;
const MAX_LOWERED = 0.95;

function writeSharedResponse(writer: ByteWriter, shared: SharedResponse): void {
  const { times, response } = shared;
  writeStrength(writer, shared);
  writer.whole(times.length);
  for (const time of times) writer.number(time);
  writeVector(writer, response);
}

function readSharedResponse(reader: ByteReader, genes: number): SharedResponse {
  const strength = readStrength(reader);
  const rows = reader.positive(MAX_TIMES);
  const times = Float64Array.from({ length: rows }, () => reader.number(0, MAX_TIME));
  damagedUnless(times.every((time, row) => time > (times[row - 1] ?? 0)));
  return { ...strength, times, response: readVector(reader, rows * genes) };
}

/** The weight of the shared response, without the response itself. */
export function writeStrength(writer: ByteWriter, { weight, fullAt }: SharedStrength): void {
  writer.float32(weight);
  writer.float32(fullAt);
}

export function readStrength(reader: ByteReader): SharedStrength {
  const weight = reader.float32(0, MAX_WEIGHT);
  const fullAt = reader.float32(0, RAISED);
  damagedUnless(fullAt === RAISED || fullAt < MAX_LOWERED);
  return { weight, fullAt };
}

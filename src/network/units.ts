/**
 * The hidden units of a model as modules, for the compact preset, which has few enough of them to be read: what a unit reads
 * are a module's regulators, what it drives are its genes (docs/method.md, "Compact").
 */
import { parameterLayout, type ParameterShape } from '../dynamics/parameters';
import type { Module } from './network';

const most = 30;
const smallest = 3;
const regulatorsNamed = 5;
/** A regulator is named where the unit reads it at least this much as it reads the strongest. */
const leastRead = 0.2;
/** Genes that all units together drive this much less than the median gene are in no module. */
const leastDriven = 0.1;

interface Unit {
  readonly index: number;
  readonly genes: readonly number[];
}

/**
 * A gene belongs to the unit m that drives it most, |A_gm| ‖B_m‖, if that is its fair share of what all units drive it by, at
 * least 1/√M; units with fewer than three genes are left out; the largest module comes first. Stability is the mean, over
 * the leave-out fits, of |cosine| between what the unit drives and what its partner there does, partners being paired
 * greedily, each taken once (a unit and its mirror image, all signs turned, are the same unit). null without leave-out fits.
 * `fits`: parameters of the main fit, then of each leave-out fit, all of `shape`; `regulators` [R] indices into genes.
 */
export function unitModules(
  regulators: Int32Array,
  shape: ParameterShape,
  fits: readonly Float32Array[],
): Module[] {
  const [main, ...leaveOut] = fits;
  if (!main) return [];
  const again = leaveOut.map((other) => partnersOf(main, other, shape));
  return unitsOf(main, shape)
    .toSorted((a, b) => b.genes.length - a.genes.length || a.index - b.index)
    .slice(0, most)
    .map(({ index, genes }, i) => ({
      name: `M${i + 1}`,
      genes,
      regulators: readBy(main, shape, regulators, index),
      stability:
        again.length === 0 ? null : again.reduce((sum, found) => sum + (found[index] ?? 0), 0) / again.length,
    }));
}

function unitsOf(parameters: Float32Array, shape: ParameterShape): Unit[] {
  const { genes, modules } = shape;
  const drive = drives(parameters, shape);
  const totals = Float64Array.from({ length: genes }, (_, g) => {
    let total = 0;
    for (let m = 0; m < modules; m++) total += drive[m * genes + g] as number;
    return total;
  });
  const least = leastDriven * (totals.toSorted()[Math.floor(genes / 2)] ?? 0);
  const members = Array.from({ length: modules }, (): number[] => []);
  for (const [g, total] of totals.entries()) {
    let best = 0;
    for (let m = 1; m < modules; m++)
      if ((drive[m * genes + g] as number) > (drive[best * genes + g] as number)) best = m;
    if (total > least && (drive[best * genes + g] as number) * Math.sqrt(modules) >= total)
      members[best]?.push(g);
  }
  return members.flatMap((own, index) => (own.length >= smallest ? [{ index, genes: own }] : []));
}

/** [M × G] |A_gm| ‖B_m‖. */
function drives(parameters: Float32Array, shape: ParameterShape): Float64Array {
  const { at } = parameterLayout(shape);
  const norms = Float64Array.from({ length: shape.modules }, (_, m) =>
    Math.hypot(...Array.from({ length: shape.regulators }, (__, r) => reading(parameters, shape, m, r))),
  );
  return Float64Array.from(
    { length: shape.modules * shape.genes },
    (_, i) => Math.abs(parameters[at + i] as number) * (norms[Math.floor(i / shape.genes)] as number),
  );
}

/** B_mr: how unit m reads regulator r. */
function reading(parameters: Float32Array, shape: ParameterShape, m: number, r: number): number {
  return parameters[parameterLayout(shape).bt + r * shape.modules + m] as number;
}

/** Regulators the unit reads most, strongest first. */
function readBy(
  parameters: Float32Array,
  shape: ParameterShape,
  regulators: Int32Array,
  m: number,
): number[] {
  const read = Array.from(regulators, (regulator, r) => ({
    regulator,
    size: Math.abs(reading(parameters, shape, m, r)),
  })).toSorted((a, b) => b.size - a.size || a.regulator - b.regulator);
  const strongest = read[0]?.size ?? 0;
  return read
    .filter(({ size }) => size > 0 && size >= leastRead * strongest)
    .slice(0, regulatorsNamed)
    .map(({ regulator }) => regulator);
}

/** [M] |cosine| of every unit's outgoing column with that of its partner in the other fit. */
function partnersOf(main: Float32Array, other: Float32Array, shape: ParameterShape): Float64Array {
  const { modules } = shape;
  const pairs = Array.from({ length: modules * modules }, (_, i) => {
    const [own, theirs] = [Math.floor(i / modules), i % modules];
    return { own, theirs, alike: alikeness(main, own, other, theirs, shape) };
  }).toSorted((a, b) => b.alike - a.alike);
  const found = new Float64Array(modules);
  const paired = new Set<number>();
  const taken = new Set<number>();
  for (const { own, theirs, alike } of pairs) {
    if (paired.has(own) || taken.has(theirs)) continue;
    paired.add(own);
    taken.add(theirs);
    found[own] = alike;
  }
  return found;
}

/** |cosine| of two outgoing columns; 0 where one is nothing. */
function alikeness(
  main: Float32Array,
  own: number,
  other: Float32Array,
  theirs: number,
  shape: ParameterShape,
): number {
  const { at } = parameterLayout(shape);
  const a = main.subarray(at + own * shape.genes, at + (own + 1) * shape.genes);
  const b = other.subarray(at + theirs * shape.genes, at + (theirs + 1) * shape.genes);
  let dot = 0;
  let squareA = 0;
  let squareB = 0;
  for (const [g, value] of a.entries()) {
    dot += value * (b[g] as number);
    squareA += value ** 2;
    squareB += (b[g] as number) ** 2;
  }
  return squareA * squareB > 0 ? Math.abs(dot) / Math.sqrt(squareA * squareB) : 0;
}

/**
 * Modules of the compact preset: its few hidden units can be interpreted. Inputs of a unit are a module's regulators, outputs its genes
 * (docs/method.md, "Compact").
 */
import { parameterLayout, type ParameterShape } from '../../dynamics/problem';
import { strongestRegulators } from '../../network/modules';
import type { Module } from '../../network/network';

const MAX_MODULES = 30;
const MIN_GENES = 3;
/** Minimum input weight of a named regulator, relative to the strongest input of the unit. */
const MIN_INPUT = 0.2;
/** Minimum total output to a gene in a module, relative to the median gene. */
const MIN_OUTPUT = 0.1;

interface Unit {
  readonly index: number;
  readonly genes: readonly number[];
}

/**
 * A gene belongs to the unit m with the largest output to it, |A_gm| ‖B_m‖, if that is at least 1/√M of the total output to the gene; units
 * with fewer than three genes are left out; largest module first. Stability is the mean, over the leave-out fits, of |cosine| between the
 * outputs of the unit and of its partner there; partners are paired greedily, each used once (a unit and its mirror image, with all signs
 * reversed, are equivalent). null without leave-out fits. `fits`: parameters of the main fit, then of each leave-out fit, all of `shape`;
 * `regulators` [R] indices into genes.
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
    .slice(0, MAX_MODULES)
    .map(({ index, genes }, i) => ({
      name: `M${i + 1}`,
      genes,
      regulators: strongestRegulators(regulators, MIN_INPUT, (_, r) =>
        Math.abs(reading(main, shape, index, r)),
      ),
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
  const minTotal = MIN_OUTPUT * (totals.toSorted()[Math.floor(genes / 2)] ?? 0);
  const members = Array.from({ length: modules }, (): number[] => []);
  for (const [g, total] of totals.entries()) {
    let best = 0;
    for (let m = 1; m < modules; m++)
      if ((drive[m * genes + g] as number) > (drive[best * genes + g] as number)) best = m;
    if (total > minTotal && (drive[best * genes + g] as number) * Math.sqrt(modules) >= total)
      members[best]?.push(g);
  }
  return members.flatMap((own, index) => (own.length >= MIN_GENES ? [{ index, genes: own }] : []));
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

/** B_mr: input weight of regulator r to unit m. */
function reading(parameters: Float32Array, shape: ParameterShape, m: number, r: number): number {
  return parameters[parameterLayout(shape).bt + r * shape.modules + m] as number;
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

/** |cosine| of two outgoing columns; 0 where one is zero. */
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

/**
 * The model of RENGE (Ishikawa et al. 2023): the shift of perturbation c at time t is b_t + Σ_{k<K} w_c(t, k) (A M)^k A x_c, with x_c the
 * levels of the perturbed genes, M = 0 at those genes, and w_c(t, k) = 1/(1 + exp(−(a_c + βt − γk))): hops of higher order come later.
 */

/** Means of one perturbation. */
export interface Course {
  /** Place of its strength among the parameters. */
  readonly group: number;
  readonly set: readonly { readonly gene: number; readonly level: number }[];
  readonly points: readonly CoursePoint[];
}

interface CoursePoint {
  /** Index of the time, and the time as share of the last. */
  readonly time: number;
  readonly at: number;
  /** [G] mean shift (z). */
  readonly shift: Float64Array;
  /** Share of the cells of its time. */
  readonly weight: number;
}

export interface HopModel {
  readonly genes: number;
  /** [R] */
  readonly candidates: Int32Array;
  readonly hops: number;
  readonly groups: number;
  readonly times: number;
  /** Weight of ‖A‖². */
  readonly ridge: number;
}

/** Where parameters lie: A [G × R] by target, b [times × G], strengths a [groups], then β and γ. */
export interface HopParameters {
  readonly weights: Float64Array;
  readonly offsets: Float64Array;
  readonly strengths: Float64Array;
  /** β and γ as their logarithms: both are positive. */
  readonly pace: Float64Array;
}

export function hopParameters(
  { genes, candidates, groups, times }: HopModel,
  parameters: Float64Array,
): HopParameters {
  const weights = genes * candidates.length;
  const offsets = weights + times * genes;
  return {
    weights: parameters.subarray(0, weights),
    offsets: parameters.subarray(weights, offsets),
    strengths: parameters.subarray(offsets, offsets + groups),
    pace: parameters.subarray(offsets + groups, offsets + groups + 2),
  };
}

export function hopParameterCount({ genes, candidates, groups, times }: HopModel): number {
  return genes * (candidates.length + times) + groups + 2;
}

/** Of every hop, before they are weighted by time. */
export interface Hop {
  /** [R] levels of the candidates that act. */
  readonly acting: Float64Array;
  /** [G] what follows from them. */
  readonly effect: Float64Array;
}

export function hopsOf(
  { candidates, hops, genes }: Pick<HopModel, 'candidates' | 'hops' | 'genes'>,
  weights: Float64Array,
  set: Course['set'],
): readonly Hop[] {
  const regulators = candidates.length;
  const levels = new Map(set.map(({ gene, level }) => [gene, level]));
  let acting = Float64Array.from(candidates, (gene) => levels.get(gene) ?? 0);
  return Array.from({ length: hops }, () => {
    const now = acting;
    const effect = new Float64Array(genes);
    for (let g = 0; g < genes; g++) {
      let sum = 0;
      for (let r = 0; r < regulators; r++)
        sum += (weights[g * regulators + r] as number) * (now[r] as number);
      effect[g] = sum;
    }
    acting = Float64Array.from(candidates, (gene) => (levels.has(gene) ? 0 : (effect[gene] as number)));
    return { acting: now, effect };
  });
}

/** Weight of the squares of strengths, log β and log γ, in place of bounds. */
const PRIOR = 1e-3;

/** w(t, k). */
export function hopWeight(strength: number, pace: Float64Array, at: number, hop: number): number {
  return (
    1 / (1 + Math.exp(-(strength + Math.exp(pace[0] as number) * at - Math.exp(pace[1] as number) * hop)))
  );
}

/** Squared error averaged over the cells of every time, summed over genes and times, plus the ridge. Writes the gradient. */
export function hopLoss(
  model: HopModel,
  courses: readonly Course[],
  parameters: Float64Array,
  gradient: Float64Array,
): number {
  const { genes, candidates } = model;
  const regulators = candidates.length;
  const { weights, offsets, strengths, pace } = hopParameters(model, parameters);
  const slope = hopParameters(model, gradient);
  gradient.fill(0);
  let loss = 0;
  const [beta, gamma] = [Math.exp(pace[0] as number), Math.exp(pace[1] as number)];
  for (const { group, set, points } of courses) {
    const path = hopsOf(model, weights, set);
    const ofEffects = path.map(() => new Float64Array(genes));
    const strength = strengths[group] as number;
    const isSet = new Set(set.map(({ gene }) => gene));
    for (const { time, at, shift, weight } of points) {
      const shares = path.map((_, k) => hopWeight(strength, pace, at, k));
      const along = new Float64Array(path.length);
      for (let g = 0; g < genes; g++) {
        if (isSet.has(g)) continue;
        const p = time * genes + g;
        let error = (offsets[p] as number) - (shift[g] as number);
        path.forEach(({ effect }, k) => {
          error += (shares[k] as number) * (effect[g] as number);
        });
        loss += weight * error * error;
        const pull = 2 * weight * error;
        slope.offsets[p] = (slope.offsets[p] as number) + pull;
        path.forEach(({ effect }, k) => {
          const own = ofEffects[k] as Float64Array;
          own[g] = (own[g] as number) + pull * (shares[k] as number);
          along[k] = (along[k] as number) + pull * (effect[g] as number);
        });
      }
      shares.forEach((share, k) => {
        const inner = (along[k] as number) * share * (1 - share);
        slope.strengths[group] = (slope.strengths[group] as number) + inner;
        slope.pace[0] = (slope.pace[0] as number) + inner * beta * at;
        slope.pace[1] = (slope.pace[1] as number) - inner * gamma * k;
      });
    }
    addBackwards(model, weights, path, ofEffects, isSet, slope.weights);
  }
  candidates.forEach((gene, r) => {
    slope.weights[gene * regulators + r] = 0;
  });
  return (
    loss +
    addSquares(model.ridge, weights, slope.weights) +
    addSquares(PRIOR, strengths, slope.strengths) +
    addSquares(PRIOR, pace, slope.pace)
  );
}

/** From the last hop to the first: the effect of a hop is what acts in the next. Changes `ofEffects`. */
function addBackwards(
  { genes, candidates }: HopModel,
  weights: Float64Array,
  path: readonly Hop[],
  ofEffects: readonly Float64Array[],
  isSet: ReadonlySet<number>,
  slope: Float64Array,
): void {
  const regulators = candidates.length;
  for (let k = path.length - 1; k >= 0; k--) {
    const own = ofEffects[k] as Float64Array;
    const { acting } = path[k] as Hop;
    const back = new Float64Array(regulators);
    for (let g = 0; g < genes; g++) {
      const pull = own[g] as number;
      for (let r = 0, p = g * regulators; r < regulators; r++, p++) {
        slope[p] = (slope[p] as number) + pull * (acting[r] as number);
        back[r] = (back[r] as number) + pull * (weights[p] as number);
      }
    }
    const earlier = ofEffects[k - 1];
    if (earlier === undefined) continue;
    candidates.forEach((gene, r) => {
      if (!isSet.has(gene)) earlier[gene] = (earlier[gene] as number) + (back[r] as number);
    });
  }
}

/** factor · Σ x²; adds its gradient. */
function addSquares(factor: number, x: Float64Array, slope: Float64Array): number {
  let sum = 0;
  x.forEach((value, i) => {
    sum += factor * value * value;
    slope[i] = (slope[i] as number) + 2 * factor * value;
  });
  return sum;
}

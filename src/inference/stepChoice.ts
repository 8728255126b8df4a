/**
 * Which step of the schedule to keep: the cross-validated error is measured at a few steps of all fits at once, and of
 * those in the second half, where the learning rate comes down and the network settles, the last within `tolerance` of
 * the smallest error wins. Earlier steps count only until there is a later one: on small networks they predict as well
 * but rank edges worse (docs/decisions/0002). Steps that can no longer win are dropped, so that memory stays small.
 */
const tolerance = 0.02;

export interface KeptStep {
  readonly step: number;
  /** Cross-validated error over no change; null where there is no cross-validation: then the last step is kept. */
  readonly error: number | null;
  /** Parameters of the main fit, then of each leave-out fit. */
  readonly fits: readonly Float32Array[];
}

/** `steps`: the length of the schedule. The last of the returned ones is the best so far. */
export function keepStep(kept: readonly KeptStep[], candidate: KeptStep, steps: number): readonly KeptStep[] {
  const settled = [...kept, candidate].filter(({ step, error }) => error !== null && step >= steps / 2);
  if (!settled.includes(candidate)) return [candidate];
  const limit = (1 + tolerance) * Math.min(...settled.map(({ error }) => error ?? Infinity));
  return settled.filter(({ error }) => (error ?? Infinity) <= limit);
}

/**
 * Which step of the schedule to keep: the cross-validated error is measured at a few steps of all fits at once, and the
 * last of those within `tolerance` of the smallest wins. Later is preferred among equals, since the network keeps sharpening
 * after the predictions have levelled off. Only steps that can still win are kept in memory.
 */
const tolerance = 0.02;

export interface KeptStep {
  readonly step: number;
  /** Cross-validated error over no change; null where there is no cross-validation: then the last step is kept. */
  readonly error: number | null;
  /** Parameters of the main fit, then of each leave-out fit. */
  readonly fits: readonly Float32Array[];
}

export function keepStep(kept: readonly KeptStep[], candidate: KeptStep): readonly KeptStep[] {
  if (candidate.error === null) return [candidate];
  const all = [...kept, candidate];
  const limit = (1 + tolerance) * Math.min(...all.map(({ error }) => error ?? Infinity));
  return all.filter(({ error }) => error !== null && error <= limit);
}

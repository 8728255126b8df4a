/**
 * The tableau of the classical Runge–Kutta method (Kutta 1901) and what it makes of a linear decay, for every device:
 * TypeScript, the AssemblyScript kernels, which compile this very file (both languages read it; `number` is f64), and
 * the WGSL kernels, which are written with its values. Stages are counted from 0; nodes are 0, 1/2, 1/2, 1.
 */

/** Weight of a stage's slope in the step. */
export function weightOf(stage: number): number {
  return stage === 0 || stage === 3 ? 1.0 / 6.0 : 1.0 / 3.0;
}

/** How far the next stage lies along this stage's slope; nothing follows the last one. */
export function offsetOf(stage: number): number {
  return stage === 3 ? 0.0 : stage === 2 ? 1.0 : 0.5;
}

/** Coefficient of a stage's input y in the next state of dz/dt = y − z; the state itself is multiplied by decayOf(h). */
export function inputWeightOf(stage: number, h: number): number {
  const bracket =
    stage === 3
      ? 1.0
      : stage === 2
        ? 2.0 - h
        : stage === 1
          ? 2.0 - h + (h * h) / 2.0
          : 1.0 - h + (h * h) / 2.0 - (h * h * h) / 4.0;
  return (h / 6.0) * bracket;
}

/** Factor of one step of dz/dt = −z. */
export function decayOf(h: number): number {
  return 1.0 - h * (1.0 - (h / 2.0) * (1.0 - (h / 3.0) * (1.0 - h / 4.0)));
}

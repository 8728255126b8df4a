/**
 * The tableaus of two explicit Runge–Kutta methods, by the number of their stages, and what they make of a linear decay: the classical method
 * of four (Kutta 1901; nodes 0, 1/2, 1/2, 1), and Euler's, of one. For every device: TypeScript, the AssemblyScript kernels, which compile this
 * very file (both languages read it; `number` is f64), and the WGSL kernels, which are written with its values. Stages are counted from 0.
 */

/** Weight of a stage's slope in the step. */
export function weightOf(stage: number, stages: number): number {
  return stages === 1 ? 1.0 : stage === 0 || stage === 3 ? 1.0 / 6.0 : 1.0 / 3.0;
}

/** How far the next stage lies along this stage's slope; nothing follows the last one. */
export function offsetOf(stage: number, stages: number): number {
  return stage === stages - 1 ? 0.0 : stage === 2 ? 1.0 : 0.5;
}

/** Coefficient of a stage's input y in the next state of dz/dt = y − z; the state itself is multiplied by decayOf(h, stages). */
export function inputWeightOf(stage: number, h: number, stages: number): number {
  if (stages === 1) return h;
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
export function decayOf(h: number, stages: number): number {
  return stages === 1 ? 1.0 - h : 1.0 - h * (1.0 - (h / 2.0) * (1.0 - (h / 3.0) * (1.0 - h / 4.0)));
}

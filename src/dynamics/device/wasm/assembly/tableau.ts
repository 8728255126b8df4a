/** The classical Runge–Kutta method: how its four stages are weighted, and what they make of a linear decay. */

const third: f32 = 1.0 / 3.0, sixth: f32 = 1.0 / 6.0;

@inline
export function weightOf(stage: i32): f32 {
  return stage == 0 || stage == 3 ? sixth : third;
}

/** How far the next stage lies along the slope of this one. */
@inline
export function offsetOf(stage: i32): f32 {
  return stage == 3 ? 0 : stage == 2 ? 1 : 0.5;
}

/** What a stage's input y adds to the next state of dz/dt = y − z; the state itself is multiplied by `decayOf`. */
export function inputWeightOf(stage: i32, h: f64): f32 {
  const bracket = stage == 3 ? 1 : stage == 2 ? 2 - h : stage == 1 ? 2 - h + h * h / 2 : 1 - h + h * h / 2 - h * h * h / 4;
  return <f32>(h / 6 * bracket);
}

/** Of one step of dz/dt = −z. */
export function decayOf(h: f64): f32 {
  return <f32>(1 - h * (1 - h / 2 * (1 - h / 3 * (1 - h / 4))));
}

import type { ShardProblem } from './shards';

/** What `steps` RK4 steps of dz/dt = −z leave of z; multiplied out, as powers are not the same bits everywhere. */
export function decayAfter(
  { horizon, solverSteps }: Pick<ShardProblem, 'horizon' | 'solverSteps'>,
  steps: number,
): number {
  const h = horizon / solverSteps;
  const once = 1 - h * (1 - (h / 2) * (1 - (h / 3) * (1 - h / 4)));
  let left = 1;
  for (let n = 0; n < steps; n++) left *= once;
  return left;
}

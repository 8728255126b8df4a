/** States under the interventions of a query, integrated among the modules as in training (trajectoryTape.ts). */
import type { Shift } from '../../problem';
import type { End, Query } from '../device';
import type { TrajectoryContext } from './context';
import { readOut } from './readout';
import { sparseRows } from './sparseRows';
import { blocksOf, integrate } from './trajectoryTape';

/** [ends × G] */
export function statesAtEnds(
  context: Omit<TrajectoryContext, 'problem' | 'deltas'>,
  regulators: Int32Array,
  query: Query,
): Float32Array {
  const { workspace, layout } = context;
  const { shape, columnOfGene } = layout;
  const own = { ...context, ...interventionsOf(query, shape.genes, { shape, regulators }) };
  const states = new Float32Array(query.ends.length * shape.genes);
  const start = workspace.mark();
  for (const [first, last] of blocksOf(0, query.rows)) {
    const places = Array.from(query.ends.keys()).filter((place) => {
      const { row } = query.ends[place] as End;
      return row >= first && row < last;
    });
    if (places.length === 0) continue;
    const ends = places.map((place) => {
      const { row, step } = query.ends[place] as End;
      return { row: row - first, step };
    });
    const tape = integrate(own, {
      perturbations: Array.from({ length: last - first }, (_, n) => first + n),
      start: query.clamp.subarray(first * shape.genes, last * shape.genes),
      steps: ends.reduce((most, { step }) => Math.max(most, step), 0),
    });
    const found = workspace.view(readOut(own, tape, ends), ends.length * layout.genes);
    places.forEach((place, e) =>
      columnOfGene.forEach((column, gene) => {
        states[place * shape.genes + gene] = found[e * layout.genes + column] as number;
      }),
    );
    workspace.release(start);
  }
  return states;
}

/** Every row of the query as a perturbation, with sources of its own. */
function interventionsOf(
  { keep, clamp, shift, horizon, solverSteps }: Query,
  genes: number,
  model: Pick<TrajectoryContext['problem'], 'shape' | 'regulators'>,
): Pick<TrajectoryContext, 'problem' | 'deltas'> {
  const shifts: Shift[] = [];
  const deltas: number[] = [];
  shift.forEach((source, place) => {
    if (source === 0) return;
    shifts.push({ perturbation: Math.floor(place / genes), gene: place % genes, delta: deltas.length });
    deltas.push(source);
  });
  const clamped = sparseRows(genes, clamp, (place) => keep[place] === 0);
  return {
    problem: { ...model, shifts, clamped, horizon, solverSteps, stages: 4 },
    deltas: Float32Array.from(deltas),
  };
}

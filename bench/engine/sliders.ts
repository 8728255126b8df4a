/** What one moved slider computes: the predicted change with its curve and the range of three leave-out fits, by size; and a screen of pairs. */
import type { FittedModel } from '../../src/dynamics/fitted';
import { numberOfPerturbations, ranked, screened } from '../../src/dynamics/perturbationScreen';
import { predictChange } from '../../src/dynamics/predict';
import { presets } from '../../src/dynamics/settings';
import { median } from '../../src/numerics/statistics';
import { plainModel } from '../../tests/support/dynamics/plainModel';
import { textTable } from '../accuracy/textTable';
import { timed, type Cost } from './interleaved';
import { presetH } from './problems';
import { digits } from './stepsTable';

interface SliderRow extends Cost {
  readonly name: string;
}

/** Genes and candidate regulators: a default choice of regulators, and every gene. */
const sizes = [
  [100, 40],
  [200, 40],
  [200, 100],
  [200, 200],
] as const;

const moves = 40;

/** Genes of which every two are screened. */
const SCREENED = 40;

/** Medians over moves of one slider after another; the screen once, on one thread. */
export async function measureSliders(): Promise<readonly SliderRow[]> {
  const found: SliderRow[] = [];
  for (const [genes, regulators] of sizes) {
    const model = modelOf(genes, regulators);
    const costs: Cost[] = [];
    for (let move = 0; move < moves; move++) {
      const changes = [{ gene: move % regulators, value: (move % 20) / 10 }];
      costs.push(await timed(async () => predictChange(model, changes, null)));
    }
    found.push({
      name: `${genes} genes, ${regulators} regulators`,
      wallMs: median(costs.map(({ wallMs }) => wallMs)),
      cpuMs: median(costs.map(({ cpuMs }) => cpuMs)),
    });
  }
  return [...found, await screenOfPairs()];
}

async function screenOfPairs(): Promise<SliderRow> {
  const [genes] = sizes[0];
  const candidates = { genes: Array.from({ length: SCREENED }, (_, gene) => gene), inPairs: true, level: 0 };
  const outcome = { direction: 'down', genes: [genes - 1] } as const;
  const model = modelOf(genes, SCREENED);
  const cost = await timed(async () =>
    ranked(screened(model, { candidates, outcome, time: null, errors: [] })),
  );
  return {
    ...cost,
    name: `screen of ${numberOfPerturbations(candidates)} pairs, ${genes} genes, one thread`,
  };
}

/** Preset H after its start, with three leave-out fits. */
function modelOf(genes: number, regulators: number): FittedModel {
  const { parameters, problem } = presetH({
    genes,
    regulators,
    modules: 2 * regulators,
    perturbations: 1,
    batch: 0,
  });
  return plainModel({
    genes: Array.from({ length: genes }, (_, gene) => `G${gene}`),
    regulators: problem.regulators,
    shape: problem.shape,
    parameters,
    settings: presets.H,
    mean: new Float64Array(genes).fill(1),
    scale: new Float64Array(genes).fill(0.5),
    leaveOut: [parameters, parameters, parameters],
  });
}

export function slidersTable(found: readonly SliderRow[]): string {
  return textTable(
    ['a moved slider, a screen', 'ms', 'CPU ms'],
    found.map(({ name, wallMs, cpuMs }) => [name, digits(wallMs), digits(cpuMs)]),
  );
}

/** Screens of compounds at several doses, in memory, whose changes follow the Hill equation in ln expression. */
import type { EveryGene } from '../../../src/dataset/quality/everyGene';
import { Random } from '../../../src/numerics/random';
import { simulatedScreen, type SimulatedDesign } from './simulatedScreen';

export interface DosedScreen {
  readonly screen: EveryGene;
  /** [compounds] dose of half the effect. */
  readonly halves: readonly number[];
  /** [perturbations × genes] ln fold changes. */
  readonly expected: Float64Array;
}

/** Three wells of each dose; half-maximal doses lie between the least and the largest dose. */
export function dosedScreen(
  compounds: number,
  doses: readonly number[],
  seed: number,
  design: Partial<SimulatedDesign> = {},
): DosedScreen {
  const random = Random.mixed(seed + 7919);
  const [least, most] = [Math.log(Math.min(...doses)), Math.log(Math.max(...doses))];
  const halves = Array.from({ length: compounds }, () => Math.exp(least + (most - least) * random.uniform()));
  const share = (compound: number, dose: number) => dose / (dose + (halves[compound] ?? 1));
  const { screen, expected } = simulatedScreen(
    {
      shares: halves.map((_, at) => (at % 2 === 0 ? 0.05 : 0.25)),
      mix: halves.flatMap((_, own) =>
        doses.map((dose) => halves.map((__, at) => (at === own ? share(own, dose) : 0))),
      ),
      leastStrength: 1,
      depthSpread: 0.1,
      offTarget: 0,
      ...design,
    },
    seed,
  );
  const perturbations = screen.perturbations.map((one, k): EveryGene['perturbations'][number] => {
    if (k === 0) return one;
    const [of, value] = [`c${Math.floor((k - 1) / doses.length)}`, doses[(k - 1) % doses.length] ?? 0];
    const label = `${of} ${value} µM`;
    return {
      ...one,
      label,
      labelInFile: of,
      names: [of],
      kind: 'inhibitor',
      dose: { value, unit: 'µM', of, ofTargets: [value] },
    };
  });
  return { screen: { ...screen, perturbations }, halves, expected };
}

/**
 * A screen with a known network in which whom a gene regulates follows from whom it varies with: genes of group k, which share a factor,
 * regulate some of the genes of group k + `next`, each its own. With 1, the correlation of a pair tells nothing of its edge; degrees never do.
 */
import { plainScreen } from '../dataset/plainScreen';
import { Random } from '../../../src/numerics/random';
import { priorOn, type Prior } from '../../../src/network/prior';
import { linkTask, type LinkTask } from '../../../src/evaluation/methods/links/folds';
import { restricted, type LinkInput } from '../../../src/evaluation/methods/links/link';
import { screenOf, type Screen } from '../../../src/evaluation/methods/screen';

const GROUPS = 3;
const CELLS = 120;
/** Of the genes of the next group that one regulates. */
const SHARE = 0.3;

export function groupedGenes(
  next: 0 | 1,
  genes = 40,
): {
  readonly screen: Screen;
  readonly prior: Prior;
  readonly task: LinkTask;
} {
  const random = new Random(5);
  const names = Array.from({ length: genes }, (_, g) => `g${String(g).padStart(2, '0')}`);
  const values = new Float32Array(CELLS * genes);
  for (let cell = 0; cell < CELLS; cell++) {
    const factors = Array.from({ length: GROUPS }, () => random.normal());
    for (let g = 0; g < genes; g++)
      values[cell * genes + g] = 4 + (factors[g % GROUPS] ?? 0) + 0.5 * random.normal();
  }
  const screen = screenOf(
    plainScreen({
      genes: names,
      values,
      conditionOfCell: new Int32Array(CELLS),
      conditions: [{ label: 'control', interventions: [], time: null, cells: CELLS }],
    }),
  );
  const edges = names.flatMap((source, r) =>
    names.flatMap((target, g) =>
      g !== r && g % GROUPS === (r + next) % GROUPS && random.uniform() < SHARE
        ? [{ source, target, sign: r % GROUPS === 0 ? (-1 as const) : (1 as const) }]
        : [],
    ),
  );
  const prior = priorOn(edges, 'planted', names, names);
  if (!prior.ok) throw new Error(prior.error.tag);
  return { screen, prior: prior.value, task: linkTask(screen, prior.value) };
}

/** What a method is given to score the regulators of fold 0. */
export function inputOf({ features, prior, foldOf }: LinkTask, steps: number): LinkInput {
  return {
    features,
    training: restricted(prior, (_, at) => (foldOf[at] ?? 0) > 1),
    validation: restricted(prior, (_, at) => foldOf[at] === 1),
    settings: { steps },
    seed: 1,
  };
}

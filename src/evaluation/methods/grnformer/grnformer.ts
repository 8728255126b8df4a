/**
 * GRNFormer (Qiu et al. 2025), small: hidden values of cells are filled in by attention among the tokens of their genes: each attends to its
 * regulators, and behind that, in layers of a transformer, to all (model.ts). A perturbation is asked as a cell of which nothing is seen but the genes that are set. The
 * score of an edge is the predicted change of the target, + where the regulator activates. Docs: docs/methods/grnformer.md.
 */
import type { Intervention } from '../../../dataset/dataset';
import { Random } from '../../../numerics/random';
import { adam, variablesOf } from '../links/attention';
import { type Algorithm, type LeftOut, type Predict, type SettingValues, settingValue } from '../method';
import type { Screen } from '../screen';
import { setLevels } from '../setLevels';
import { openTensors, tf } from '../tensors';
import { layers, steps } from './about';
import { askedOf, drawnBatch, taskOf, type Batch, type Task } from './examples';
import { expected, startModel, type Model } from './model';
import { maskOf, networksOf, perturbed, shuffled, type Networks } from './networks';

const RATE = 1e-2;

export const grnformer: Algorithm = async function* grnformer({ screen, prior, embeddings, settings, seed }) {
  await openTensors();
  const networks = networksOf(screen, prior);
  const task = taskOf(
    screen,
    networks.groups.map(({ cells }) => cells),
    embeddings,
  );
  const isJudged = screen.perturbations.some(({ training }) => !training);
  const parts = isJudged ? ([null, 'adapter', 'edge-perturbation', 'network'] as const) : ([null] as const);
  const found: Predict[] = [];
  let scores: Float32Array = new Float32Array();
  for (const [at, part] of parts.entries()) {
    const training = trained(task, without(part, networks, seed), settings, seed);
    let step = training.next();
    for (; step.done !== true; step = training.next()) yield (at + step.value) / parts.length;
    if (part === null) scores = scoresBy(step.value, screen);
    found.push(predictBy(step.value, screen));
  }
  const [predict = null, adapter, edges, network] = found;
  return {
    scores,
    predict,
    ...(adapter && edges && network && { without: { adapter, 'edge-perturbation': edges, network } }),
  };
};

/** [sets × G] z: expected change of every gene where these genes are set. */
export type Respond = (sets: readonly (readonly Intervention[])[]) => readonly Float64Array[];

/** What one of the models sees. */
interface View {
  /** null: no adapter. */
  readonly networks: Networks | null;
  readonly isPerturbed: boolean;
}

function without(part: LeftOut | null, networks: Networks, seed: number): View {
  switch (part) {
    case null:
      return { networks, isPerturbed: true };
    case 'adapter':
      return { networks: null, isPerturbed: false };
    case 'edge-perturbation':
      return { networks, isPerturbed: false };
    case 'network':
      return { networks: shuffled(networks, Random.mixed(seed + 1)), isPerturbed: true };
    default:
      return part satisfies never;
  }
}

/** Yields the share done. Adam, its rate falling to 0 along a cosine. */
export function* trained(
  task: Task,
  { networks, isPerturbed }: View,
  settings: SettingValues,
  seed: number,
): Generator<number, Respond> {
  const random = Random.mixed(seed);
  const start = () =>
    startModel(Random.mixed(seed), task.genes, settingValue(settings, layers), task.embeddings?.columns);
  const model = start();
  const variables = variablesOf(model);
  const optimise = adam(variables);
  try {
    const count = settingValue(settings, steps);
    for (let step = 0; step < count; step++) {
      const group = drawnGroup(task.groups, random);
      const batch = drawnBatch(task, group, random);
      const edges = networks && (isPerturbed ? perturbed(networks, random) : networks.edges);
      const mask = networks && edges && maskOf(networks, edges, group);
      optimise(() => lossOf(model, batch, mask), (RATE / 2) * (1 + Math.cos((Math.PI * step) / count)));
      tf.dispose([...Object.values(batch), ...(mask ? [mask] : [])]);
      yield (step + 1) / count;
    }
    const kept = variables.map((one) => one.dataSync().slice());
    return respondBy(task, networks, () => {
      const revived = start();
      tf.tidy(() =>
        variablesOf(revived).forEach((one, at) => one.assign(tf.tensor(kept[at] ?? [], one.shape))),
      );
      return revived;
    });
  } finally {
    tf.dispose(variables);
  }
}

/** A group, as often as it has cells. */
function drawnGroup(groups: Task['groups'], random: Random): number {
  let left = random.integer(groups.reduce((sum, { length }) => sum + length, 0));
  return groups.findIndex(({ length }) => (left -= length) < 0);
}

/** Squared error of hidden values, weighed. */
export function lossOf(model: Model, batch: Batch, mask: tf.Tensor3D | null): tf.Scalar {
  const error = tf.square(tf.sub(expected(model, batch, mask), batch.wanted));
  return tf.sum(tf.mul(error, batch.weight));
}

/** The change is that from a cell in which nothing is set, mean over groups, each as large as its share of the cells. */
function respondBy(task: Task, networks: Networks | null, revive: () => Model): Respond {
  const { genes, groups, setBy } = task;
  const cells = groups.reduce((sum, { length }) => sum + length, 0);
  return (sets) => {
    const model = revive();
    const changes = sets.map(() => new Float64Array(genes));
    tf.tidy(() => {
      const asked = askedOf(sets.map(setBy), task);
      groups.forEach(({ length }, group) => {
        const mask = networks && maskOf(networks, networks.edges, group);
        const levels = expected(model, asked, mask).dataSync();
        changes.forEach((change, at) => {
          for (let g = 0; g < genes; g++) {
            const own = (levels[(at + 1) * genes + g] as number) - (levels[g] as number);
            change[g] = (change[g] as number) + (own * length) / cells;
          }
        });
      });
    });
    tf.dispose(variablesOf(model));
    return changes;
  };
}

/** Genes that are set have their level. */
function predictBy(respond: Respond, screen: Screen): Predict {
  const levelOf = setLevels(screen);
  return (interventions) => {
    const [change = new Float64Array()] = respond([interventions]);
    for (const one of interventions) change[one.gene] = levelOf(one);
    return change;
  };
}

/** [R × G] predicted change by each candidate, set as most training perturbations set their genes; + where it activates. */
function scoresBy(respond: Respond, { dataset, perturbations }: Screen): Float32Array {
  const kinds = perturbations.flatMap(({ training, interventions }) =>
    training ? interventions.map(({ kind }) => kind) : [],
  );
  const [kind = 'knockout'] = kinds;
  const genes = dataset.genes.length;
  const sign = kind === 'overexpression' ? 1 : -1;
  const scores = new Float32Array(dataset.candidates.length * genes);
  const changes = respond(Array.from(dataset.candidates, (gene) => [{ gene, kind }]));
  changes.forEach((change, r) => {
    for (let g = 0; g < genes; g++)
      scores[r * genes + g] = g === dataset.candidates[r] ? 0 : sign * (change[g] as number);
  });
  return scores;
}

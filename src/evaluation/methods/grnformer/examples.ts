/** What GRNFormer learns from: cells of which genes are hidden, and means of perturbations of which all genes are hidden but those that were set. */
import type { Intervention } from '../../../dataset/dataset';
import type { GeneRows } from '../../../network/embedding';
import type { Random } from '../../../numerics/random';
import { mean } from '../../../numerics/statistics';
import { actingLevels } from '../lyapunov/contexts';
import type { Screen } from '../screen';
import { tf } from '../tensors';
import { CELLS, MEANS } from './about';
import type { Seen } from './model';

/** A gene that was set, and the level (z) at which it acts. */
interface SetGene {
  readonly gene: number;
  readonly level: number;
}

/** Training cells and training perturbations only. */
export interface Task {
  readonly genes: number;
  /** [cells × G] z */
  readonly values: Float32Array;
  /** [cells] genes set in each. */
  readonly setIn: readonly (readonly SetGene[])[];
  /** Cells by group. */
  readonly groups: readonly Int32Array[];
  /** Mean shifts at the last time point; the first is that of the controls, 0. */
  readonly means: readonly { readonly set: readonly SetGene[]; readonly shift: ArrayLike<number> }[];
  /** null without. */
  readonly embeddings: Embeddings | null;
  readonly setBy: (interventions: readonly Intervention[]) => readonly SetGene[];
}

interface Embeddings {
  /** [G × columns] */
  readonly rows: Float32Array;
  readonly columns: number;
}

/** Mean squared length of a row, however many columns: with more, projections would start larger and move faster. */
const SQUARED_LENGTH = 8;

/** Each column with mean 0 and the same variance over the genes that have a row; the others have zeros. */
export function standardisedColumns(given: GeneRows, genes: readonly string[]): Embeddings {
  const columns = given.values().next().value?.length ?? 0;
  const covered = genes.flatMap((gene, g) => {
    const row = given.get(gene);
    return row ? [{ g, row }] : [];
  });
  const rows = new Float32Array(genes.length * columns);
  for (let k = 0; k < columns; k++) {
    const values = Float64Array.from(covered, ({ row }) => row[k] as number);
    const middle = mean(values);
    const sd = Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
    const scale = sd > 0 ? Math.sqrt(SQUARED_LENGTH / columns) / sd : 0;
    covered.forEach(({ g }, at) => {
      rows[g * columns + k] = scale * ((values[at] as number) - middle);
    });
  }
  return { rows, columns };
}

/** z beyond are set to it. */
const LARGEST = 10;

export function taskOf(screen: Screen, groups: readonly Int32Array[], embeddings?: GeneRows): Task {
  const { dataset, cells, perturbations } = screen;
  const genes = dataset.genes.length;
  const levelOf = actingLevels(screen);
  const setBy = (interventions: readonly Intervention[]) =>
    interventions.map((one) => ({ gene: one.gene, level: levelOf(one) }));
  const ofCondition = dataset.conditions.map(({ interventions }) => setBy(interventions));
  const latest = Math.max(...dataset.conditions.map(({ time }) => time ?? -Infinity));
  const means = perturbations.flatMap(({ training, interventions, endpoints }) =>
    endpoints
      .filter(({ time }) => training && (time === null || time === latest))
      .map(({ shift }) => ({ set: setBy(interventions), shift })),
  );
  return {
    genes,
    values: cells.values.map((value) => Math.max(-LARGEST, Math.min(LARGEST, value))),
    setIn: Array.from(cells.conditionOf, (condition) => ofCondition[condition] ?? []),
    groups,
    means: [{ set: [], shift: new Float64Array(genes) }, ...means],
    embeddings: embeddings ? standardisedColumns(embeddings, dataset.genes) : null,
    setBy,
  };
}

/** A batch; the caller disposes its tensors. */
export interface Batch extends Seen {
  /** [rows × G] z to be found, and what each counts in the loss: 0 where it is seen or set. */
  readonly wanted: tf.Tensor2D;
  readonly weight: tf.Tensor2D;
}

/** Of the genes of a cell, at least so many are hidden; at most all. */
const LEAST_HIDDEN = 0.15;
/** Of the means beside the cells in the loss: they hold no noise of cells. */
const OF_MEANS = 5;

/** Random cells of a group, a random share of whose genes is hidden, then random means. */
export function drawnBatch(task: Task, group: number, random: Random): Batch {
  const { genes, values, setIn, groups, means, embeddings } = task;
  const own = groups[group] ?? new Int32Array();
  const rows = new Rows(CELLS + MEANS, genes);
  for (let at = 0; at < CELLS; at++) {
    const cell = own[random.integer(own.length)] ?? 0;
    const share = LEAST_HIDDEN + (1 - LEAST_HIDDEN) * random.uniform();
    rows.lay(at, values.subarray(cell * genes, (cell + 1) * genes), setIn[cell] ?? [], {
      isHidden: () => random.uniform() < share,
      weight: 1 / (CELLS * genes),
    });
  }
  for (let at = CELLS; at < CELLS + MEANS; at++) {
    const { set, shift } = means[random.integer(means.length)] ?? { set: [], shift: [] };
    rows.lay(at, shift, set, { isHidden: () => true, weight: OF_MEANS / (MEANS * genes) });
  }
  return rows.batch(embeddings);
}

/** Rows of which nothing is seen but the genes that are set: the first without any, then one for each set. */
export function askedOf(
  sets: readonly (readonly SetGene[])[],
  { genes, embeddings }: Pick<Task, 'genes' | 'embeddings'>,
): Batch {
  const rows = new Rows(sets.length + 1, genes);
  [[], ...sets].forEach((set, at) => rows.lay(at, [], set, { isHidden: () => true, weight: 0 }));
  return rows.batch(embeddings);
}

class Rows {
  readonly #size: [number, number];
  readonly #values: Float32Array;
  readonly #states: Float32Array;
  readonly #wanted: Float32Array;
  readonly #weight: Float32Array;

  constructor(count: number, genes: number) {
    this.#size = [count, genes];
    this.#values = new Float32Array(count * genes);
    this.#states = new Float32Array(2 * count * genes);
    this.#wanted = new Float32Array(count * genes);
    this.#weight = new Float32Array(count * genes);
  }

  /** `weight`: of a hidden gene. */
  lay(
    row: number,
    wanted: ArrayLike<number>,
    set: readonly SetGene[],
    { isHidden, weight }: { readonly isHidden: () => boolean; readonly weight: number },
  ): void {
    const genes = this.#size[1];
    for (let g = 0; g < genes; g++) {
      const at = row * genes + g;
      const value = wanted[g] ?? 0;
      const hidden = isHidden();
      this.#wanted[at] = value;
      this.#values[at] = hidden ? 0 : value;
      this.#states[2 * at] = Number(hidden);
      this.#weight[at] = hidden ? weight : 0;
    }
    for (const { gene, level } of set) {
      const at = row * genes + gene;
      this.#values[at] = level;
      this.#states.set([0, 1], 2 * at);
      this.#weight[at] = 0;
    }
  }

  batch(embeddings: Embeddings | null): Batch {
    const [count, genes] = this.#size;
    return {
      values: tf.tensor3d(this.#values, [count, genes, 1]),
      states: tf.tensor2d(this.#states, [count * genes, 2]),
      wanted: tf.tensor2d(this.#wanted, this.#size),
      weight: tf.tensor2d(this.#weight, this.#size),
      ...(embeddings && { embeddings: tf.tensor2d(embeddings.rows, [genes, embeddings.columns]) }),
    };
  }
}

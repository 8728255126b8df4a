/**
 * DeepSEM (Shu et al. 2021). With L = I − E, E [G × G] the edges, regulator in rows, and one network each for all genes, f: value → (m, v)
 * and h: value → value:
 *   z = (m L) + exp(v L / 2) ε,   x̂ = h(z L⁻¹),   prior z ~ N(p L, exp(q L)),
 * and the loss of model.ts. One step trains the networks, the next two the edges, by RMSprop. The score is E, averaged
 * over models from different start values. What differs from the authors' code is in docs/methods/deepsem.md.
 */
import { Random } from '../../../numerics/random';
import type { Algorithm, SettingValues } from '../method';
import type { Screen } from '../screen';
import { descend, normalTensor, openTensors, tf } from '../tensors';
import { BATCH, divergence, members, sparsity, steps, width } from './about';
import { lossOf, networkVariables, startModel, type Batch } from './model';

/** Learning rates: few cells allow few steps, and the published 1e-4 and 2e-5 would hardly leave the start. */
const NETWORK_RATE = 2e-3;
const EDGE_RATE = 5e-3;
/** Standardised values beyond are set to it. */
const LARGEST = 10;

export const deepsem: Algorithm = async function* deepsem({ screen, settings, seed }) {
  await openTensors();
  const { genes, candidates } = screen.dataset;
  const scores = new Float32Array(candidates.length * genes.length);
  const count = settings[members.name] ?? members.value;
  for (let member = 0; member < count; member++) {
    const training = trained(standardised(screen), settings, Random.mixed(seed + member));
    let step = training.next();
    for (; step.done !== true; step = training.next()) yield (member + step.value) / count;
    const edges = step.value;
    candidates.forEach((source, r) => {
      for (let g = 0; g < genes.length; g++)
        if (g !== source) {
          const place = r * genes.length + g;
          scores[place] = (scores[place] as number) + (edges[source * genes.length + g] as number) / count;
        }
    });
  }
  return { scores, predict: null };
};

interface Cells {
  readonly genes: number;
  readonly candidates: Int32Array;
  /** [cells × G] mean 0 and variance 1 over the cells in which the gene was not set. */
  readonly values: Float32Array;
  /** [cells × G] */
  readonly free: Float32Array;
}

function standardised({ dataset, cells, targets }: Screen): Cells {
  const genes = dataset.genes.length;
  const free = new Float32Array(cells.values.length).fill(1);
  cells.conditionOf.forEach((condition, row) => {
    for (const gene of targets[condition] ?? []) free[row * genes + gene] = 0;
  });
  const values = cells.values.slice();
  for (let g = 0; g < genes; g++) {
    let [count, sum, squares] = [0, 0, 0];
    for (let p = g; p < values.length; p += genes)
      if (free[p] === 1) {
        const value = values[p] as number;
        count++;
        sum += value;
        squares += value * value;
      }
    const mean = count === 0 ? 0 : sum / count;
    const deviation = Math.sqrt(Math.max(0, squares / Math.max(1, count) - mean * mean)) || 1;
    for (let p = g; p < values.length; p += genes)
      values[p] = Math.max(-LARGEST, Math.min(LARGEST, ((values[p] as number) - mean) / deviation));
  }
  return { genes, candidates: dataset.candidates, values, free };
}

/** Yields the share done; returns [G × G] edges. */
function* trained(cells: Cells, settings: SettingValues, random: Random): Generator<number, Float32Array> {
  const { genes, candidates } = cells;
  const valueOf = ({ name, value }: { readonly name: string; readonly value: number }) =>
    settings[name] ?? value;
  const model = startModel(genes, valueOf(width), random);
  const networks = networkVariables(model);
  const allowed = allowedEdges(genes, candidates);
  const optimisers = [tf.train.rmsprop(NETWORK_RATE, 0.99), tf.train.rmsprop(EDGE_RATE, 0.99)] as const;
  const penalties = { divergence: valueOf(divergence), sparsity: valueOf(sparsity) };
  try {
    const batches = batchesOf(cells, random);
    const count = valueOf(steps);
    for (let step = 0; step < count; step++) {
      const batch = batches.next().value;
      const ofNetworks = step % 3 === 0;
      const loss = () => lossOf(model, batch, allowed, penalties);
      descend(optimisers[ofNetworks ? 0 : 1], ofNetworks ? networks : [model.edges], loss).dispose();
      tf.dispose({ ...batch });
      yield (step + 1) / count;
    }
    return Float32Array.from(model.edges.dataSync());
  } finally {
    tf.dispose([...networks, model.edges, allowed]);
    for (const optimiser of optimisers) optimiser.dispose();
  }
}

/** [G × G] 1 from candidates to other genes. */
function allowedEdges(genes: number, candidates: Int32Array): tf.Tensor2D {
  const allowed = new Float32Array(genes * genes);
  for (const source of candidates)
    for (let g = 0; g < genes; g++) allowed[source * genes + g] = g === source ? 0 : 1;
  return tf.tensor2d(allowed, [genes, genes]);
}

/** All cells in a random order, again and again; the caller disposes each batch. */
function* batchesOf({ genes, values, free }: Cells, random: Random): Generator<Batch, never> {
  for (;;) {
    const order = random.permutation(values.length / genes);
    for (let from = 0; from < order.length; from += BATCH) {
      const rows = order.subarray(from, from + BATCH);
      const size: [number, number] = [rows.length, genes];
      const taken = (all: Float32Array): tf.Tensor2D => {
        const own = new Float32Array(rows.length * genes);
        rows.forEach((row, at) => own.set(all.subarray(row * genes, (row + 1) * genes), at * genes));
        return tf.tensor2d(own, size);
      };
      yield { values: taken(values), free: taken(free), noise: normalTensor<tf.Rank.R2>(random, size) };
    }
  }
}

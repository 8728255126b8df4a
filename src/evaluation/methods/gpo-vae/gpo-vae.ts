/**
 * GPO-VAE (Baek et al. 2025): with A [G × G] the log-odds of effects, perturbed gene in rows, d the perturbed genes of a cell,
 *   M ~ Bernoulli(σ(A)),  E ~ q(E | M),  z ~ q(z | x, d (E ⊙ M)),  x ~ N(decoder(z, d (E ⊙ M)), σ²),
 * trained by the loss of model.ts, whose alignment makes paths of A explain the measured changes. The score is −log(1 − σ(A)): monotone in
 * A, and 0 for an edge that is ruled out. What differs from the authors' code is in docs/methods/gpo-vae.md.
 */
import { Random } from '../../../numerics/random';
import { softplus } from '../../../dynamics/softplus';
import { subtract } from '../../../numerics/linearAlgebra';
import { type Algorithm, type FoundByMethod, type SettingValues, settingValue } from '../method';
import { setLevels } from '../setLevels';
import type { Screen } from '../screen';
import { descend, normalTensor, openTensors, tf } from '../tensors';
import { alignment, BATCH, hops, latent, sparsity, steps, threshold, width } from './about';
import {
  decoderOf,
  logitsOf,
  lossOf,
  offsetsOf,
  startModel,
  variablesOf,
  type Batch,
  type Fixed,
  type Model,
} from './model';

const RATE = 3e-3;
/** States over which a prediction is averaged. */
const STATES = 64;
/** z beyond are set to it. */
const LARGEST = 10;

export const gpoVae: Algorithm = async function* gpoVae({ screen, settings, seed }) {
  await openTensors();
  const { genes: names, candidates } = screen.dataset;
  const genes = names.length;
  const random = Random.mixed(seed);
  const model = startModel(genes, settingValue(settings, latent), settingValue(settings, width), random);
  try {
    yield* trained(model, screen, settings, random);
    const logits = tf.tidy(() => logitsOf(model).dataSync());
    const scores = Float32Array.from({ length: candidates.length * genes }, (_, p) => {
      const source = candidates[Math.floor(p / genes)] as number;
      return source === p % genes ? 0 : softplus(logits[source * genes + (p % genes)] as number);
    });
    return { scores, predict: predictorOf(model, screen, settingValue(settings, latent), random) };
  } finally {
    tf.dispose(variablesOf(model));
  }
};

function* trained(
  model: Model,
  screen: Screen,
  settings: SettingValues,
  random: Random,
): Generator<number, void> {
  const fixed = fixedOf(screen, settingValue(settings, threshold));
  const variables = variablesOf(model);
  const optimiser = tf.train.adam(RATE);
  const penalties = {
    alignment: settingValue(settings, alignment),
    sparsity: settingValue(settings, sparsity),
    hops: settingValue(settings, hops),
  };
  try {
    const batches = batchesOf(screen, settingValue(settings, latent), random);
    const count = settingValue(settings, steps);
    for (let step = 0; step < count; step++) {
      const batch = batches.next().value;
      descend(optimiser, variables, () => lossOf(model, batch, fixed, penalties)).dispose();
      tf.dispose({ ...batch });
      yield (step + 1) / count;
    }
  } finally {
    tf.dispose([fixed.dose, fixed.changes, fixed.free, fixed.perturbed]);
    optimiser.dispose();
  }
}

function fixedOf({ perturbations, dataset, cells }: Screen, least: number): Fixed {
  const genes = dataset.genes.length;
  const endpoints = perturbations
    .filter(({ training }) => training)
    .flatMap(({ interventions, endpoints: all }) => all.map(({ shift }) => ({ interventions, shift })));
  const perturbed = new Float32Array(genes);
  const size: [number, number] = [endpoints.length, genes];
  const dose = new Float32Array(endpoints.length * genes);
  const changes = new Float32Array(endpoints.length * genes);
  endpoints.forEach(({ interventions, shift }, row) => {
    for (const { gene } of interventions) {
      dose[row * genes + gene] = 1;
      perturbed[gene] = 1;
    }
    shift.forEach((value, g) => {
      changes[row * genes + g] = Math.abs(value) - least;
    });
  });
  return {
    cells: cells.count,
    dose: tf.tensor2d(dose, size),
    changes: tf.tensor2d(changes, size),
    free: tf.tensor2d(
      dose.map((one) => 1 - one),
      size,
    ),
    perturbed: tf.tensor2d(perturbed, [genes, 1]),
  };
}

/** All cells in a random order, again and again; the caller disposes each batch. */
function* batchesOf(
  { cells, targets, dataset }: Screen,
  states: number,
  random: Random,
): Generator<Batch, never> {
  const genes = dataset.genes.length;
  for (;;) {
    const order = random.permutation(cells.count);
    for (let from = 0; from < order.length; from += BATCH) {
      const rows = order.subarray(from, from + BATCH);
      const size: [number, number] = [rows.length, genes];
      const values = new Float32Array(rows.length * genes);
      const dose = new Float32Array(rows.length * genes);
      rows.forEach((row, at) => {
        for (let g = 0; g < genes; g++) {
          const value = cells.values[row * genes + g] as number;
          values[at * genes + g] = Math.max(-LARGEST, Math.min(LARGEST, value));
        }
        for (const gene of targets[cells.conditionOf[row] as number] ?? []) dose[at * genes + gene] = 1;
      });
      const logistic = Float32Array.from({ length: genes * genes }, () => {
        const uniform = (random.uniform() + 2 ** -33) / (1 + 2 ** -32);
        return Math.log(uniform / (1 - uniform));
      });
      yield {
        values: tf.tensor2d(values, size),
        free: tf.tensor2d(
          dose.map((one) => 1 - one),
          size,
        ),
        dose: tf.tensor2d(dose, size),
        ofState: normalTensor<tf.Rank.R2>(random, [rows.length, states]),
        ofEmbedding: normalTensor<tf.Rank.R2>(random, [genes, genes]),
        ofEdges: tf.tensor2d(logistic, [genes, genes]),
      };
    }
  }
}

/** The change of the decoder's values by the offsets of the perturbed genes, averaged over states; genes that are set have their level. */
function predictorOf(model: Model, screen: Screen, states: number, random: Random): FoundByMethod['predict'] {
  const genes = screen.dataset.genes.length;
  const offsets = tf.tidy(() => offsetsOf(model).dataSync());
  const decoded = decoderOf(model);
  const levels = setLevels(screen);
  const drawn = Array.from({ length: STATES }, () =>
    Float64Array.from({ length: states }, () => random.normal()),
  );
  const meanAt = (offset: Float64Array): Float64Array => {
    const sum = new Float64Array(genes);
    for (const state of drawn)
      decoded(Float64Array.of(...state, ...offset)).forEach((value, g) => {
        sum[g] = (sum[g] as number) + value / STATES;
      });
    return sum;
  };
  const resting = meanAt(new Float64Array(genes));
  return (interventions) => {
    const offset = Float64Array.from({ length: genes }, (_, g) =>
      interventions.reduce((sum, { gene }) => sum + (offsets[gene * genes + g] as number), 0),
    );
    const change = subtract(meanAt(offset), resting);
    for (const one of interventions) change[one.gene] = levels(one);
    return change;
  };
}

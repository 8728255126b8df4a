/**
 * What answers for perturbations that nobody made, beside its parts and every method of the gallery that predicts and is quick: errors on
 * a third of the perturbations, which chose nothing, on families of simulated screens of seeds used for nothing else.
 */
import { presets } from '../../src/dynamics/settings';
import { gallery } from '../../src/evaluation/methods/gallery';
import { problemSize, settingsOf, unmetNeeds } from '../../src/evaluation/methods/method';
import { squaredError } from '../../src/evaluation/predictions/predictionError';
import type { Dataset } from '../../src/dataset/dataset';
import { trainingErrors } from '../../src/inference/run/progress';
import { families, familyScreen, settingsOfFamily } from './families';
import type { Choice, Job } from './job';
import { ended, fitted, heldOutLosses } from './measure';
import { fixed, meanOf, type NamedLoss, pooledError, withInterval } from './networkTables';
import { textTable } from './textTable';

export interface PredictorRow {
  readonly family: string;
  readonly seed: number;
  readonly kappa: number | null;
  /** Of the mean of the training perturbations in the prediction. */
  readonly shared: number;
  readonly training: ReturnType<typeof trainingErrors>;
  readonly stepsKept: number;
  /** Of the run ('modulode'), the means and the linear model beside it, then methods of the gallery. */
  readonly losses: readonly NamedLoss[];
}

const FIRST_SEED = 1701;
const SEEDS = 3;
const HELD_OUT = 1 / 3;
/** Of the forecast: methods that take longer are no simple predictors. */
const MAX_SECONDS = 60;
const SEED = 1;

export function predictorJobs({ form, seed }: Choice): readonly Job<PredictorRow>[] {
  const seeds = Array.from({ length: form === 'full' ? SEEDS : 1 }, (_, at) => seed + FIRST_SEED + at);
  return families.flatMap((family) =>
    seeds.map((own) => ({
      name: `predictors ${family.name} ${own}`,
      run: async () => {
        const { dataset } = await familyScreen(family, own, HELD_OUT);
        const result = await fitted(dataset, { ...presets.default, ...settingsOfFamily(family) });
        const { crossValidation, model } = result;
        return {
          family: family.name,
          seed: own,
          kappa: crossValidation?.kappa ?? null,
          shared: model.shared?.weight ?? 0,
          training: trainingErrors(result),
          stepsKept: model.stepsKept,
          losses: [...heldOutLosses(dataset, result), ...(await lossesOfMethods(dataset))],
        };
      },
    })),
  );
}

async function lossesOfMethods(dataset: Dataset): Promise<readonly NamedLoss[]> {
  const size = problemSize(dataset);
  const quick = gallery.filter(
    ({ about }) =>
      about.predicts &&
      unmetNeeds(about, dataset, { run: false, networks: 0 }).length === 0 &&
      about.cost(size, settingsOf(about.settings, {})).seconds <= MAX_SECONDS,
  );
  const found: NamedLoss[] = [];
  for (const method of quick) {
    const { predictions } = await ended(method, dataset, { settings: {}, seed: SEED });
    for (const one of predictions) found.push({ predictor: method.about.name, ...squaredError(one) });
  }
  return found;
}

export function predictorTable(rows: readonly PredictorRow[]): string {
  const others = [...new Set(rows.flatMap(({ losses }) => losses.map(({ predictor }) => predictor)))].filter(
    (name) => name !== 'modulode',
  );
  const names = [...new Set(rows.map(({ family }) => family))];
  const lines = names.map((name) => {
    const own = rows.filter(({ family }) => family === name);
    const losses = own.flatMap((row) => row.losses);
    const whole = pooledError(losses, 'modulode');
    const errors = others.map((other) => pooledError(losses, other)?.value ?? null);
    const best = Math.min(...errors.map((error) => error ?? Infinity), 1);
    const trained = own.flatMap(({ training }) => training ?? []);
    return [
      name,
      withInterval(whole, 2),
      fixed(meanOf(own.map(({ kappa }) => kappa)), 2),
      fixed(meanOf(own.map(({ shared }) => shared)), 2),
      `${fixed(meanOf(trained.map(({ start }) => start)), 2)} → ${fixed(meanOf(trained.map(({ kept }) => kept)), 2)} (${own.filter(({ stepsKept }) => stepsKept > 0).length} of ${own.length})`,
      ...errors.map((error) => fixed(error, 2)),
      whole === null ? '' : fixed(whole.value / best, 2),
    ];
  });
  return [
    'Errors on a third of the perturbations, held out (no change = 1): what answers, its parts, and every quick method that predicts.',
    textTable(
      [
        'family',
        'modulode',
        'κ',
        'μ',
        'trained: cross-validated',
        ...others,
        'over the best other, or no change',
      ],
      lines,
    ),
  ].join('\n');
}

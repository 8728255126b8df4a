/**
 * What answers for perturbations that nobody made, beside its parts and every method of the gallery that predicts and is quick: errors on
 * a third of the perturbations, which chose nothing, on families of simulated screens of seeds used for nothing else.
 */
import { presets } from '../../src/dynamics/settings';
import { type Interval, bootstrapInterval } from '../../src/evaluation/bootstrap';
import { gallery } from '../../src/evaluation/methods/gallery';
import { problemSize, settingsOf, unmetNeeds } from '../../src/evaluation/methods/method';
import {
  pooledError,
  type SquaredError,
  squaredError,
} from '../../src/evaluation/predictions/predictionError';
import type { Dataset } from '../../src/dataset/dataset';
import type { UntimedResult } from '../../src/inference/run/result';
import { families, familyScreen, settingsOfFamily } from './families';
import type { Choice, Job } from './job';
import { ended, fitted, heldOutLosses } from './measure';
import { fixed, meanOf, withInterval } from './networkTables';
import { textTable } from './textTable';

export interface PredictorRow {
  readonly family: string;
  readonly seed: number;
  readonly kappa: number | null;
  /** Of the mean of the training perturbations in the prediction. */
  readonly shared: number;
  /** Cross-validated error of the start and of the kept step, and the latter; null without cross-validation. */
  readonly training: { readonly start: number; readonly kept: number; readonly step: number } | null;
  /** By predictor, the run's own ('modulode') and the means and the linear model beside it, then methods of the gallery. */
  readonly losses: Readonly<Record<string, readonly SquaredError[]>>;
}

const FIRST_SEED = 1501;
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
          training: trainingOf(result),
          losses: { ...ownLosses(dataset, result), ...(await lossesOfMethods(dataset)) },
        };
      },
    })),
  );
}

function trainingOf({ crossValidation, model }: UntimedResult): PredictorRow['training'] {
  const errorAt = (step: number) => crossValidation?.errors[crossValidation.steps.indexOf(step)];
  const [start, kept] = [errorAt(0), errorAt(model.stepsKept)];
  return start === undefined || kept === undefined ? null : { start, kept, step: model.stepsKept };
}

function ownLosses(dataset: Dataset, result: UntimedResult): PredictorRow['losses'] {
  const losses = heldOutLosses(dataset, result);
  const names = [...new Set(losses.map(({ predictor }) => predictor))];
  return Object.fromEntries(
    names.map((name) => [name, losses.filter(({ predictor }) => predictor === name)]),
  );
}

async function lossesOfMethods(dataset: Dataset): Promise<PredictorRow['losses']> {
  const size = problemSize(dataset);
  const quick = gallery.filter(
    ({ about }) =>
      about.predicts &&
      unmetNeeds(about, dataset, { run: false, networks: 0 }).length === 0 &&
      about.cost(size, settingsOf(about.settings, {})).seconds <= MAX_SECONDS,
  );
  const found: Record<string, readonly SquaredError[]> = {};
  for (const method of quick) {
    const { predictions } = await ended(method, dataset, { settings: {}, seed: SEED });
    found[method.about.name] = predictions.map(squaredError);
  }
  return found;
}

/** Pooled error over no change, with its interval over perturbations. */
function errorOf(rows: readonly PredictorRow[], predictor: string): Interval | null {
  const losses = rows.flatMap((row) => row.losses[predictor] ?? []);
  return losses.length === 0 ? null : bootstrapInterval(losses, pooledError, SEED);
}

export function predictorTable(rows: readonly PredictorRow[]): string {
  const others = [...new Set(rows.flatMap(({ losses }) => Object.keys(losses)))].filter(
    (name) => name !== 'modulode',
  );
  const names = [...new Set(rows.map(({ family }) => family))];
  const lines = names.map((name) => {
    const own = rows.filter(({ family }) => family === name);
    const whole = errorOf(own, 'modulode');
    const errors = others.map((other) => errorOf(own, other)?.value ?? null);
    const best = Math.min(...errors.map((error) => error ?? Infinity), 1);
    const trained = own.flatMap(({ training }) => training ?? []);
    return [
      name,
      withInterval(whole, 2),
      fixed(meanOf(own.map(({ kappa }) => kappa)), 2),
      fixed(meanOf(own.map(({ shared }) => shared)), 2),
      `${fixed(meanOf(trained.map(({ start }) => start)), 2)} → ${fixed(meanOf(trained.map(({ kept }) => kept)), 2)} (${trained.filter(({ step }) => step > 0).length} of ${own.length})`,
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

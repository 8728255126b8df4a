/** Baseline predictors of unseen perturbations, which know no network but the mean shifts of the training perturbations. */
import { meanTrainingShift, type PredictedShift } from '../predictions/predictionError';
import type { Intervention } from '../../dataset/dataset';
import type { Screen, TrainingEndpoint } from './screen';
import { linearModel } from './linearPredictor';

export const predictorNames = ['no-change', 'mean-of-training', 'additive', 'linear'] as const;

export type PredictorName = (typeof predictorNames)[number];

/** One endpoint of a held-out perturbation; z units, genes in the order of the dataset behind the screen. */
export interface BaselinePrediction extends PredictedShift {
  readonly label: string;
  readonly time: number | null;
}

/** Every held-out endpoint of the screen that the predictor can predict. */
export function predictionsBy(predictor: PredictorName, screen: Screen): readonly BaselinePrediction[] {
  return heldOutPredictions(
    screen,
    predictorFrom(predictor, { ...screen, training: trainingEndpoints(screen) }),
  );
}

/** `predict` takes genes, and gives values, in canonical order. */
export function heldOutPredictions(screen: Screen, predict: Predict): readonly BaselinePrediction[] {
  const { placeOfGene } = screen.order;
  const inOwnOrder = (values: ArrayLike<number>) =>
    Float64Array.from(placeOfGene, (place) => values[place] as number);
  return screen.perturbations
    .filter(({ training }) => !training)
    .flatMap((perturbation) =>
      perturbation.endpoints.flatMap((endpoint) => {
        const predicted = predict(perturbation.interventions, endpoint.time);
        if (predicted === null) return [];
        return {
          label: perturbation.label,
          time: endpoint.time,
          targets: perturbation.interventions.map(({ gene }) => placeOfGene.indexOf(gene)),
          predicted: inOwnOrder(predicted),
          measured: inOwnOrder(endpoint.shift),
        };
      }),
    );
}

/** [G] z at a time point; null where the predictor cannot predict these genes. */
export type Predict = (interventions: readonly Intervention[], time: number | null) => Float64Array | null;

/** Learns from the known endpoints of the time point, or from all where it has none. */
export function predictorFrom(predictor: PredictorName, known: Known): Predict {
  const genes = known.mean.length;
  switch (predictor) {
    case 'no-change':
      return () => new Float64Array(genes);
    case 'mean-of-training':
      return (_, time) =>
        meanTrainingShift(
          atTime(known.training, time).map(({ interventions, endpoint }) => ({
            measured: endpoint.shift,
            targets: interventions.map(({ gene }) => gene),
          })),
          genes,
        );
    case 'additive':
      return additiveFrom(known.training, genes);
    case 'linear': {
      const models = new Map<number | null, ReturnType<typeof linearModel>>();
      return (interventions, time) => {
        const model = models.get(time) ?? linearModel(known, atTime(known.training, time));
        models.set(time, model);
        return model(interventions);
      };
    }
    default:
      return predictor satisfies never;
  }
}

/** The sum of single effects alone: without the other predictors it loads no linear algebra. */
export function additiveFrom(training: readonly TrainingEndpoint[], genes: number): Predict {
  return (interventions, time) => additiveShift(interventions, atTime(training, time), genes);
}

interface Known extends Pick<Screen, 'mean' | 'scale' | 'comparedWith'> {
  readonly training: readonly TrainingEndpoint[];
}

function trainingEndpoints({ perturbations }: Screen): readonly TrainingEndpoint[] {
  return perturbations
    .filter(({ training }) => training)
    .flatMap(({ interventions, endpoints }) => endpoints.map((endpoint) => ({ interventions, endpoint })));
}

/** Endpoints of that time point; all endpoints where it has none. */
function atTime(training: readonly TrainingEndpoint[], time: number | null): readonly TrainingEndpoint[] {
  const sameTime = training.filter(({ endpoint }) => endpoint.time === time);
  return sameTime.length > 0 ? sameTime : training;
}

/**
 * [G] additive model of a combination (Ahlmann-Eltze et al., Nature Methods 2025): the sum of the mean shifts of its genes alone,
 * conditions weighted by cells. null for a single gene, and where a gene was never set alone in the same way.
 */
function additiveShift(
  interventions: readonly Intervention[],
  training: readonly TrainingEndpoint[],
  genes: number,
): Float64Array | null {
  if (interventions.length < 2) return null;
  const sum = new Float64Array(genes);
  for (const { gene, kind, dose } of interventions) {
    const atAnyDose = training.filter(
      ({ interventions: [first, ...others] }) =>
        others.length === 0 && first?.gene === gene && first.kind === kind,
    );
    const atDose = atAnyDose.filter(({ interventions: [first] }) => first?.dose?.value === dose?.value);
    const alone = atDose.length > 0 ? atDose : atAnyDose;
    const cells = alone.reduce((total, { endpoint }) => total + endpoint.cells, 0);
    if (cells === 0) return null;
    for (const { endpoint } of alone)
      for (let g = 0; g < genes; g++)
        sum[g] = (sum[g] as number) + ((endpoint.shift[g] as number) * endpoint.cells) / cells;
  }
  return sum;
}

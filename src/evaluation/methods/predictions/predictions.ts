/**
 * What a prediction of an unseen perturbation has to beat, behind one interface: four ways that know no network. From the
 * mean shifts of the training perturbations, that of each one held out.
 */
import { meanTrainingShift, type PredictedShift } from '../../predictors';
import type { Intervention } from '../../../dataset/dataset';
import type { Screen } from '../screen';
import { additiveShift } from './additive';
import { linearModel } from './linear';
import { atTime, trainingEndpoints, type Known } from './training';

export const predictorNames = ['no-change', 'mean-of-training', 'additive', 'linear'] as const;

export type PredictorName = (typeof predictorNames)[number];

/** One endpoint of a held-out perturbation; z units, genes in the order of the dataset the screen was made of. */
export interface BaselinePrediction extends PredictedShift {
  readonly label: string;
  readonly time: number | null;
}

/** Of every endpoint held out of the screen that the predictor has something to say of. */
export function predictionsBy(predictor: PredictorName, screen: Screen): readonly BaselinePrediction[] {
  const predict = predictorFrom(predictor, { ...screen, training: trainingEndpoints(screen) });
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

/** [G] z at a time point; null where the predictor has nothing to say of these genes. */
export type Predict = (interventions: readonly Intervention[], time: number | null) => Float64Array | null;

/** Learned from what is known alone: of its time point, or of all where nothing was measured then. */
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
      return (interventions, time) => additiveShift(interventions, atTime(known.training, time), genes);
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

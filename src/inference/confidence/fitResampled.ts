/** One fit of a run to resampled data: its network, its modules, and its predictions of single-gene perturbations. */
import { type PerturbationKind, perturbationKinds } from '../../dataset/mapping';
import type { MeasuredPerturbation } from '../../dynamics/prepare/measured';
import { predictEndpoints, type CreateDevice, type Fit, modulesOf } from '../run/fit';
import { findModules } from '../../network/modules';
import { refit, type RunToRepeat } from './refit';
import { resampledDataset } from './resample';
import type { ResampledFit } from './confidence';
import type { Dataset } from '../../dataset/dataset';

/** Fit number `index` of the run; progress, bits and errors as in refit. */
export async function fitResampled(
  run: RunToRepeat,
  index: number,
  createDevice: CreateDevice,
  onProgress: (share: number) => void,
): Promise<ResampledFit> {
  const { dataset, settings, result } = run;
  const resampled = resampledDataset(dataset, settings.seed, index);
  const kind = dominantKind(dataset);
  const { network, found } = await refit(
    run,
    resampled.dataset,
    resampled.seed,
    createDevice,
    async (fit, parameters) => ({
      modules: modulesOf(fit, settings, [parameters]),
      responses: await responsesOf(fit, parameters, kind, result.model.kappa),
    }),
    onProgress,
  );
  const isJoined = result.readout === 'joined' && settings.preset !== 'compact';
  const modules = isJoined ? findModules(network, []) : found.modules;
  return { index, weights: network.weights, modules, responses: found.responses };
}

/** [R × G] change of mean log1p expression for each candidate, after κ, without shared response; 0 on the perturbed gene itself. */
async function responsesOf(
  fit: Fit,
  parameters: Float32Array,
  kind: PerturbationKind,
  kappa: number,
): Promise<Float32Array> {
  const { scale, problem, solverSteps } = fit.prepared;
  const { genes } = problem.shape;
  const nothing = new Float64Array(genes);
  const asked = Array.from(problem.regulators, (gene): MeasuredPerturbation => ({
    label: String(gene),
    interventions: [{ gene, kind }],
    training: false,
    endpoints: [
      {
        condition: -1,
        time: null,
        step: solverSteps,
        cells: 0,
        shift: nothing,
        rawShift: nothing,
        standardError: nothing,
        rawStandardError: nothing,
        welchError: nothing,
      },
    ],
  }));
  const predicted = await predictEndpoints(fit, asked, parameters);
  const responses = new Float32Array(asked.length * genes);
  predicted.forEach((endpoint, r) => {
    for (let g = 0; g < genes; g++)
      responses[r * genes + g] = endpoint.targets.includes(g)
        ? 0
        : kappa * (scale[g] as number) * (endpoint.predicted[g] as number);
  });
  return responses;
}

/** The most frequent kind of intervention, the likely kind of further experiments; ties in the order of the kinds. */
export function dominantKind({ conditions }: Pick<Dataset, 'conditions'>): PerturbationKind {
  const kinds = conditions.flatMap(({ interventions }) => interventions.map(({ kind }) => kind));
  const count = (kind: PerturbationKind) => kinds.filter((own) => own === kind).length;
  return perturbationKinds.toSorted((a, b) => count(b) - count(a))[0] ?? 'knockout';
}

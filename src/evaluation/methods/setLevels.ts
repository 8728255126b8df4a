/** Levels at which methods of the gallery hold perturbed genes when they predict. */
import type { Intervention } from '../../dataset/dataset';
import { clampLevel, knockdownValues, withDosedInputs } from '../../dynamics/prepare/interventionValues';
import { mean } from '../../numerics/statistics';
import type { Screen } from './screen';

/** Shift of an overexpressed gene where none was measured: control standard deviations. */
const UNMEASURED_RAISE = 2;

/**
 * The level (z) of a perturbed gene: the mean over the training perturbations that set it in this way; elsewhere no expression for
 * knockouts, the usual remaining share for knockdowns, and the mean raise of overexpressed genes. Genes that are not measured get the level
 * that the model gives them.
 */
export function setLevels({
  dataset,
  perturbations,
  mean: means,
  scale,
}: Pick<Screen, 'dataset' | 'perturbations' | 'mean' | 'scale'>): (intervention: Intervention) => number {
  const latent = dataset.latent ?? [];
  const training = perturbations.filter(({ training: used }) => used);
  const knockoutValue = means.map((mu, g) => ((scale[g] as number) > 0 ? -mu / (scale[g] as number) : 0));
  const values = withDosedInputs(
    { knockoutValue, knockdownValue: knockdownValues(training, means, scale, latent) },
    training,
    latent,
  );
  const measured = (is: (one: Intervention) => boolean): number | null => {
    const levels = training.flatMap(({ interventions, endpoints }) =>
      interventions
        .filter((one) => is(one) && !latent.includes(one.gene))
        .flatMap(({ gene }) => endpoints.map(({ shift }) => shift[gene] as number)),
    );
    return levels.length === 0 ? null : mean(levels);
  };
  const raise = measured(({ kind }) => kind === 'overexpression') ?? UNMEASURED_RAISE;
  return (intervention) => {
    const { gene, kind } = intervention;
    if (latent.includes(gene)) return clampLevel(values, intervention);
    const own = measured((one) => one.gene === gene && one.kind === kind);
    if (own !== null) return own;
    if (kind === 'overexpression') return raise;
    return (kind === 'knockdown' ? values.knockdownValue : knockoutValue)[gene] as number;
  };
}

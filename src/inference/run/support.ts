/**
 * What of a perturbation on the sliders lies outside what the training cells can support: levels that hardly any cell has, genes that were
 * not perturbed, or only the other way, and combinations that no cell has. Predictions there are extrapolations.
 */
import type { Dataset, Intervention } from '../../dataset/dataset';
import type { Change } from '../../dynamics/predict';
import type { FittedModel } from '../../dynamics/fitted';

/** Gene numbers, in the order of the changes; never empty. */
export interface Limit {
  readonly tag:
    /** Set to a level that hardly any training cell has. */
    | 'level'
    /** Not perturbed in training. */
    | 'unperturbed'
    /** Perturbed in training, but only the other way. */
    | 'never-raised'
    | 'never-lowered'
    /** No training cell has all of them changed; each alone is supported. */
    | 'combination'
    /** The same is not known: links carry no combinations. */
    | 'combination-unknown'
    /** Not candidate regulators: the network predicts no effect on others. */
    | 'no-regulator';
  readonly genes: readonly number[];
}

/** The run whose predictions are judged. */
interface Supported {
  readonly dataset: Pick<Dataset, 'conditions' | 'heldOut'>;
  readonly model: Pick<FittedModel, 'measured' | 'regulators'>;
  /** It comes from a link, whose conditions have neither kinds nor combinations. */
  readonly isShared: boolean;
}

/** `beyondData`: of the prediction for `changes`. Empty: everything set is within what the data support. */
type LimitsOf = (changes: readonly Change[], beyondData: readonly number[]) => readonly Limit[];

/** The limits of one perturbation. */
export function limitsOf(run: Supported, ...perturbation: Parameters<LimitsOf>): ReturnType<LimitsOf> {
  return limitsIn(run)(...perturbation);
}

/** The limits of many perturbations of one run. */
export function limitsIn({ dataset, model, isShared }: Supported): LimitsOf {
  const seen = dataset.conditions.filter(({ label }) => !dataset.heldOut.includes(label));
  const interventions = seen.flatMap((condition) => condition.interventions);
  const genesOf = (isOne: (one: Intervention) => boolean) =>
    new Set(interventions.filter(isOne).map(({ gene }) => gene));
  const lowered = genesOf(({ kind }) => kind !== 'overexpression');
  const raised = genesOf(({ kind }) => kind === 'overexpression');
  const regulators = new Set(model.regulators);
  const combinations = seen.filter((condition) => condition.interventions.length > 1);
  /** Of a link only the model tells which way its genes were perturbed. */
  const goesItsWay = ({ gene, value }: Change) => {
    if (!isShared) return (value < 1 ? lowered : raised).has(gene);
    const { measured } = model;
    return measured === null || (value < 1 ? measured.lowered : measured.raised).includes(gene);
  };
  const regulates = ({ gene }: Change) => regulators.has(gene);
  const isPerturbed = ({ gene }: Change) => lowered.has(gene) || raised.has(gene);
  return (changes, beyondData) => {
    const moved = changes.filter(({ value }) => value !== 1);
    const isWithin = ({ gene }: Change) => !beyondData.includes(gene);
    const against = moved.filter(
      (one) => isWithin(one) && regulates(one) && isPerturbed(one) && !goesItsWay(one),
    );
    const limits: readonly (readonly [Limit['tag'], readonly Change[]])[] = [
      ['level', moved.filter((one) => !isWithin(one))],
      ['unperturbed', moved.filter((one) => regulates(one) && !isPerturbed(one))],
      ['never-raised', against.filter(({ value }) => value > 1)],
      ['never-lowered', against.filter(({ value }) => value < 1)],
      ['no-regulator', moved.filter((one) => !regulates(one))],
    ];
    const alone = limits.flatMap(([tag, of]) =>
      of.length > 0 ? [{ tag, genes: of.map(({ gene }) => gene) }] : [],
    );
    const genes = moved.map(({ gene }) => gene);
    if (alone.length > 0 || genes.length < 2) return alone;
    if (isShared) return [{ tag: 'combination-unknown', genes }];
    const isTogether = combinations.some((condition) =>
      moved.every(({ gene, value }) =>
        condition.interventions.some(
          (one) => one.gene === gene && (one.kind === 'overexpression') === value > 1,
        ),
      ),
    );
    return isTogether ? [] : [{ tag: 'combination', genes }];
  };
}

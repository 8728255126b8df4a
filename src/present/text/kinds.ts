/** What perturbations are called: by their kind where they are all of one, else simply perturbations. */
import { perturbedConditions } from '../../dataset/design';
import type { Dataset } from '../../dataset/dataset';
import type { PerturbationKind } from '../../dataset/mapping';

export const kindNames: Readonly<Record<PerturbationKind, string>> = {
  knockout: 'Knockout',
  knockdown: 'Knockdown',
  overexpression: 'Overexpression or activation',
};

/** 'knockout', 'knockdown', 'overexpression', or 'perturbation' where kinds are mixed. */
export function perturbationNoun(design: Pick<Dataset, 'conditions'>): string {
  const kinds = new Set(
    perturbedConditions(design).flatMap(({ interventions }) => interventions.map(({ kind }) => kind)),
  );
  const [only, ...others] = kinds;
  return only === undefined || others.length > 0 ? 'perturbation' : only;
}

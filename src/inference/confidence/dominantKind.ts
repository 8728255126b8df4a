/** The way in which a screen mostly sets genes: the kind a further experiment in it would be of. */
import type { Dataset } from '../../dataset/dataset';
import { perturbationKinds, type PerturbationKind } from '../../dataset/mapping';

/** The kind of most interventions; of equally many the first in the order of the kinds. */
export function dominantKind({ conditions }: Pick<Dataset, 'conditions'>): PerturbationKind {
  const kinds = conditions.flatMap(({ interventions }) => interventions.map(({ kind }) => kind));
  const count = (kind: PerturbationKind) => kinds.filter((own) => own === kind).length;
  return perturbationKinds.toSorted((a, b) => count(b) - count(a))[0] ?? 'knockout';
}

/** Whether two mappings are the same, as a whole or in what effects rest on. */
import { defaultCandidates } from './factors/candidates';
import type { Mapping } from './mapping';

export function sameMapping(a: Mapping | null, b: Mapping | null): boolean {
  return canonical(a) === canonical(b);
}

/** Effects are tested in every gene, for every perturbation and in all cells, whatever a model learns from. */
export function sameEffects(a: Mapping, b: Mapping): boolean {
  return sameMapping(withoutModel(a), withoutModel(b));
}

/** With the same choices for the model; an absent column of doses is none. */
function withoutModel(mapping: Mapping): Mapping {
  return {
    ...mapping,
    cells: 'all',
    doseColumn: mapping.doseColumn ?? null,
    genes: { total: 0, pasted: [] },
    regulators: null,
    candidates: defaultCandidates,
    heldOut: [],
  };
}

function canonical(mapping: Mapping | null): string {
  if (mapping === null) return '';
  const { cells, ...others } = mapping;
  return JSON.stringify(cells === 'responding' ? mapping : others, (_, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

/**
 * Regulons as gene sets (GMT): what each regulator activates, `TF(+)`, and represses, `TF(-)`: the names pySCENIC gives
 * them, for AUCell and other scores of cells.
 */
import { interactionOf, type NetworkDocument } from './document';
import { geneSet } from './gmt';

/** In the order of the regulators' strongest edges; targets strongest first. */
export function regulons({ genes, edges }: NetworkDocument): string {
  const sets = new Map<
    string,
    { readonly name: string; readonly about: string; readonly targets: string[] }
  >();
  for (const edge of edges) {
    const interaction = interactionOf(edge);
    const key = `${edge.source} ${interaction}`;
    const regulator = genes[edge.source] ?? '';
    const set = sets.get(key) ?? {
      name: `${regulator}(${interaction === 'activates' ? '+' : '-'})`,
      about: `${interaction === 'activates' ? 'activated' : 'repressed'} by ${regulator}`,
      targets: [],
    };
    set.targets.push(genes[edge.target] ?? '');
    sets.set(key, set);
  }
  return [...sets.values()].map(({ name, about, targets }) => geneSet(name, about, targets)).join('');
}

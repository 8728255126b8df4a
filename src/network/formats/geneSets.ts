/** Gene sets (GMT): name, description and members of a set per line, as enrichment programs read and write them. */
import { moduleLabel, type NetworkDocument, interactionOf } from './document';
import { safeName } from './edgeLists';

/** The modules, with their regulators in the description. Empty without modules. */
export function modulesGmt(document: Pick<NetworkDocument, 'genes' | 'modules' | 'moduleNames'>): string {
  const { genes, modules } = document;
  const nameOf = (gene: number) => genes[gene] ?? '';
  return modules
    .map((module, index) => {
      const regulators = module.regulators.map(nameOf).join(', ');
      const about = regulators === '' ? 'co-regulated genes' : `regulated by ${regulators}`;
      return geneSet(moduleLabel(document, index), about, module.genes.map(nameOf));
    })
    .join('');
}

/** One line; a name cannot end its cell. */
export function geneSet(name: string, about: string, members: readonly string[]): string {
  return `${[name, about, ...members].map(safeName).join('\t')}\n`;
}

/**
 * Regulons: targets that each regulator activates, `TF(+)`, and represses, `TF(-)`, named as in pySCENIC, for AUCell and similar scores. In
 * the order of the regulators' strongest edges; targets strongest first.
 */
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

export interface GeneSet {
  readonly name: string;
  readonly members: readonly string[];
}

/** Reads GMT. Blank lines, lines that start with # and empty cells are skipped. `line` (from 1) has no tab; null: no set has a member. */
export function parseGeneSets(
  text: string,
):
  | { readonly ok: true; readonly sets: readonly GeneSet[] }
  | { readonly ok: false; readonly line: number | null } {
  const sets: GeneSet[] = [];
  for (const [at, line] of text
    .replace(/^\uFEFF/u, '')
    .split(/\r\n?|\n/u)
    .entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [name = '', ...cells] = line.split('\t').map((cell) => cell.trim());
    if (name === '' || cells.length === 0) return { ok: false, line: at + 1 };
    const members = [...new Set(cells.slice(1).filter((cell) => cell !== ''))];
    if (members.length > 0) sets.push({ name, members });
  }
  return sets.length === 0 ? { ok: false, line: null } : { ok: true, sets };
}

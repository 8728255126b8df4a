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
function geneSet(name: string, about: string, members: readonly string[]): string {
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

/** The largest collections have four million; ten take half a gigabyte. */
const MAX_MEMBERS = 10_000_000;

type ReadSets =
  | { readonly ok: true; readonly sets: readonly GeneSet[] }
  /** `line` (from 1) has no tab; null: no set has a member. */
  | { readonly ok: false; readonly line: number | null }
  /** There are more lines and members than this. */
  | { readonly ok: false; readonly most: number };

/** Reads GMT, and stops beyond `most` lines and members. Blank lines, lines that start with #, empty cells and repeated sets are skipped. */
export function parseGeneSets(text: string, most = MAX_MEMBERS): ReadSets {
  const sets = new Map<string, GeneSet>();
  let found = 0;
  for (const [at, line] of linesOf(text.replace(/^\uFEFF/u, ''))) {
    found += 1;
    if (found > most) return { ok: false, most };
    if (line.trim() === '' || line.startsWith('#')) continue;
    const cells = line.split('\t', most - found + 3);
    const [name = '', ...others] = cells.map((cell) => cell.trim());
    if (name === '' || others.length === 0) return { ok: false, line: at };
    const members = [...new Set(others.slice(1).filter((cell) => cell !== ''))];
    found += others.length - 1;
    if (members.length > 0) sets.set([name, ...members.toSorted()].join('\t'), { name, members });
  }
  if (found > most) return { ok: false, most };
  return sets.size === 0 ? { ok: false, line: null } : { ok: true, sets: [...sets.values()] };
}

/** With their numbers, from 1; one at a time, since all together take a multiple of the text. */
function* linesOf(text: string): Generator<readonly [number: number, line: string]> {
  const ends = /\r\n?|\n/gu;
  let start = 0;
  let number = 1;
  for (let end = ends.exec(text); end !== null; end = ends.exec(text)) {
    yield [number, text.slice(start, end.index)];
    start = ends.lastIndex;
    number += 1;
  }
  yield [number, text.slice(start)];
}

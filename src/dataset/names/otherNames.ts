/**
 * Former symbols, aliases and Ensembl genes of all human, mouse and yeast genes (README.md beside), for names that no measured gene has.
 * A name is resolved as an approved symbol, then as the former symbol of one gene, then as the alias of one gene; the tables hold no
 * other names. Identifiers of genes (README.md beside): tables of symbol, Ensembl gene and a third one, and Ensembl genes by symbol and
 * back.
 */
import type { GeneAxis } from '../annotation';
import { speciesNames, type Species } from '../factors/candidates';

/** Lines of an approved symbol and its identifiers, which lack their prefix and leading zeros. Read when they are first needed. */
export const identifierTables: Readonly<Record<Species, () => Promise<{ readonly default: string }>>> = {
  human: () => import('./identifiers/human.txt?raw'),
  mouse: () => import('./identifiers/mouse.txt?raw'),
  yeast: () => import('./identifiers/yeast.txt?raw'),
};

export const stablePrefix = { human: 'ENSG', mouse: 'ENSMUSG' } as const;

/** '102145' as ENSG00000102145. */
export function padded(prefix: string, digits: string, length: number): string {
  return `${prefix}${digits.padStart(length, '0')}`;
}

const ENSEMBL = /^(ENS(?:MUS)?G\d{11})(?:\.\d+)?$/i;

/** The Ensembl gene that a text names, in capitals and without its version; null where it names none of human or mouse. */
export function ensemblGene(text: string): string | null {
  return ENSEMBL.exec(text)?.[1]?.toUpperCase() ?? null;
}

interface EnsemblGenes {
  /** Approved symbol by identifier. */
  readonly symbols: ReadonlyMap<string, string>;
  /** Identifier by approved symbol in upper case. */
  readonly identifiers: ReadonlyMap<string, string>;
}

const read = new Map<Species, Promise<EnsemblGenes>>();

/** Yeast has systematic names instead, which the tables of names hold. */
export function ensemblGenes(species: Species): Promise<EnsemblGenes> {
  const known = read.get(species) ?? ensemblIn(species);
  read.set(species, known);
  return known;
}

async function ensemblIn(species: Species): Promise<EnsemblGenes> {
  const symbols = new Map<string, string>();
  const identifiers = new Map<string, string>();
  if (species === 'yeast') return { symbols, identifiers };
  for (const line of (await identifierTables[species]()).default.split('\n')) {
    const [symbol = '', digits = ''] = line.split('\t');
    if (digits === '') continue;
    const identifier = padded(stablePrefix[species], digits, 11);
    symbols.set(identifier, symbol);
    identifiers.set(symbol.toUpperCase(), identifier);
  }
  return { symbols, identifiers };
}

/** [genes] all names of each, the approved symbol first; by every name in upper case. */
type NameTable = ReadonlyMap<string, readonly string[]>;

/** Read when they are first needed. */
const texts: Readonly<Record<Species, () => Promise<{ readonly default: string }>>> = {
  human: () => import('./human.txt?raw'),
  mouse: () => import('./mouse.txt?raw'),
  yeast: () => import('./yeast.txt?raw'),
};

/** The species whose table holds a gene name as it is written: Gata1 is mouse, GATA1 human or yeast. */
const MOUSE = /^[A-Z][a-z]/;
/** Genes that tell the species. */
const MAX_PROBED = 2000;
/** Share of the probed genes that a table must hold. */
const MIN_SHARE_KNOWN = 0.2;

/**
 * Other names of what was looked for in vain: by the name in upper case, names of genes that were measured. Symbols and Ensembl genes are
 * names of each other. Empty where no table fits the genes.
 * @param genes names of the measured genes @param isMeasured whether a name, in any case, is one of them
 */
export async function otherNames(
  sought: Iterable<string>,
  genes: readonly string[],
  isMeasured: (name: string) => boolean,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  const fitting = await tableOf(genes);
  if (fitting === null) return found;
  const { species, table } = fitting;
  const wanted = [...sought];
  const ensembl = wanted.some(isEnsembl) || genes.some(isEnsembl) ? await ensemblGenes(species) : null;
  for (const name of wanted) {
    const own = ensembl?.symbols.get(ensemblGene(name) ?? '') ?? name;
    const names = table.get(folded(own)) ?? [own];
    const identifier = ensembl?.identifiers.get(folded(names[0] ?? own));
    const measured = [...names, ...(identifier === undefined ? [] : [identifier])].filter(isMeasured);
    if (measured.length > 0) found.set(folded(name), measured);
  }
  return found;
}

/** Those of the names that no gene of the species has, as the tables know it; none where no table fits the measured genes. */
export async function namesOfNoGene(
  names: readonly string[],
  genes: readonly string[],
): Promise<ReadonlySet<string>> {
  const fitting = await tableOf(genes);
  if (fitting === null) return new Set();
  const isGene = await genesIn(fitting.species);
  return new Set(names.filter((name) => !isGene(folded(name))));
}

/** Those of the names that are of a gene of any species, in upper case, and whether the measured genes are named by symbols. */
export async function knownNames(
  names: Iterable<string>,
  genes: readonly string[],
): Promise<NonNullable<GeneAxis['tables']>> {
  const isGene = await Promise.all(speciesNames.map(genesIn));
  const found = Array.from(names, folded).filter((name) => name !== '' && isGene.some((is) => is(name)));
  const areSymbols = speciesOfEnsembl(genes) === null && (await tableOf(genes)) !== null;
  return { genes: new Set(found), areSymbols };
}

/** Whether a gene of the species has a name, in upper case. */
async function genesIn(of: Species): Promise<(name: string) => boolean> {
  const table = await tableFor(of);
  const lines = (await identifierTables[of]()).default.split('\n');
  const symbols = new Set(lines.map((line) => folded(line.split('\t')[0] ?? '')));
  return (name) => table.has(name) || symbols.has(name) || isEnsembl(name);
}

function isEnsembl(name: string): boolean {
  return ensemblGene(name) !== null;
}

/** The table with most of the genes, by one of their names; null where none has a fair share of them. */
export async function tableOf(
  genes: readonly string[],
): Promise<{ readonly species: Species; readonly table: NameTable } | null> {
  const probed = genes.slice(0, MAX_PROBED);
  const ofEnsembl = speciesOfEnsembl(probed);
  if (ofEnsembl !== null) return { species: ofEnsembl, table: await tableFor(ofEnsembl) };
  const mouse = probed.filter((name) => MOUSE.test(name)).length;
  const likely: readonly Species[] = 2 * mouse > probed.length ? ['mouse'] : ['human', 'yeast'];
  let best: { readonly species: Species; readonly table: NameTable; readonly known: number } | null = null;
  for (const species of likely) {
    const table = await tableFor(species);
    const known = probed.filter((name) => table.has(folded(name))).length;
    if (known >= MIN_SHARE_KNOWN * probed.length && known > (best?.known ?? 0))
      best = { species, table, known };
  }
  return best;
}

/** Of genes most of which are named by identifiers of one species; null for others. */
function speciesOfEnsembl(genes: readonly string[]): Species | null {
  const identifiers = genes.map(ensemblGene).filter((name) => name !== null);
  if (2 * identifiers.length <= genes.length) return null;
  const mouse = identifiers.filter((name) => name.startsWith(stablePrefix.mouse)).length;
  return 2 * mouse > identifiers.length ? 'mouse' : 'human';
}

async function tableFor(species: Species): Promise<NameTable> {
  return tableIn((await texts[species]()).default);
}

const parsed = new Map<string, NameTable>();

function tableIn(text: string): NameTable {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const table = new Map<string, readonly string[]>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const names = line.split('\t');
    for (const name of names) table.set(folded(name), names);
  }
  parsed.set(text, table);
  return table;
}

export function folded(name: string): string {
  return name.toUpperCase();
}

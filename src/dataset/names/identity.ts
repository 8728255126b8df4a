/** What is known of one gene by its name: species, approved symbol, other names and identifiers (README.md beside). Read when it is asked for. */
import type { Species } from '../factors/candidates';
import {
  ensemblGene,
  ensemblGenes,
  folded,
  identifierTables,
  padded,
  stablePrefix,
  tableOf,
} from './otherNames';

export interface GeneIdentity {
  /** Of the table that fits the genes of the data set. */
  readonly species: Species;
  /** Approved symbol; null: the table does not know the gene. */
  readonly symbol: string | null;
  /** Of a gene of mouse that of the human gene with its symbol; null where unknown. */
  readonly fullName: string | null;
  /** Former symbols and aliases that mean this gene alone, without the name that was asked for. */
  readonly otherNames: readonly string[];
  /** Ensembl gene; the systematic name of yeast. null where unknown, as the others. */
  readonly ensembl: string | null;
  /** NCBI Gene. */
  readonly entrez: string | null;
  /** Saccharomyces Genome Database. */
  readonly sgd: string | null;
}

/** `name` in any case; null where no table fits the `genes` of the data set, or where an alias would be a guess. */
export async function identify(name: string, genes: readonly string[]): Promise<GeneIdentity | null> {
  const fitting = await tableOf(genes);
  if (fitting === null) return null;
  const { species, table } = fitting;
  const identifier = ensemblGene(name);
  const own = (identifier && (await ensemblGenes(species)).symbols.get(identifier)) ?? name;
  const names = table.get(folded(own)) ?? [];
  if (folded(names[0] ?? '') !== folded(own) && !goBySymbols(genes, fitting)) return null;
  const identifiers = await identifiersOf(species, names[0] ?? own);
  const [symbol = null, ensembl = '', other = ''] = identifiers ?? names.slice(0, 1);
  return {
    species,
    symbol,
    fullName: symbol === null || species === 'yeast' ? null : await fullNameOf(symbol),
    otherNames: names.slice(1).filter((one) => folded(one) !== folded(name)),
    ensembl:
      ensembl === '' ? null : species === 'yeast' ? ensembl : padded(stablePrefix[species], ensembl, 11),
    entrez: other === '' || species === 'yeast' ? null : other,
    sgd: other === '' || species !== 'yeast' ? null : padded('S', other, 9),
  };
}

/** Genes that tell whether a data set uses approved symbols. */
const MAX_PROBED = 200;

/**
 * Whether the data set names its genes by approved symbols, or by identifiers, as most do. Among names such as Raf, Mek and Erk an alias
 * would name another gene. False where no table fits.
 */
export async function areSymbols(genes: readonly string[]): Promise<boolean> {
  const fitting = await tableOf(genes);
  return fitting !== null && goBySymbols(genes, fitting);
}

function goBySymbols(
  genes: readonly string[],
  { species, table }: NonNullable<Awaited<ReturnType<typeof tableOf>>>,
): boolean {
  // Yeast genes also go by their systematic names, which are other names in the table.
  if (species === 'yeast') return true;
  const known = genes
    .slice(0, MAX_PROBED)
    .filter((name) => ensemblGene(name) !== null || table.has(folded(name)));
  const approved = known.filter(
    (name) => ensemblGene(name) !== null || folded(table.get(folded(name))?.[0] ?? '') === folded(name),
  );
  return 2 * approved.length > known.length;
}

/** Cells of the line of an approved symbol, in any case; null where the table has none. */
async function identifiersOf(species: Species, symbol: string): Promise<readonly string[] | null> {
  return lineOf(symbol, (await identifierTables[species]()).default);
}

async function fullNameOf(symbol: string): Promise<string | null> {
  return lineOf(symbol, (await import('./fullNames.txt?raw')).default)?.[1] ?? null;
}

function lineOf(symbol: string, table: string): readonly string[] | null {
  const text = `\n${table}`;
  const at = text.toUpperCase().indexOf(`\n${folded(symbol)}\t`);
  return at < 0 ? null : text.slice(at + 1, text.indexOf('\n', at + 1)).split('\t');
}

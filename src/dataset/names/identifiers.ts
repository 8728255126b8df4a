/** Identifiers of genes (README.md beside): tables of symbol, Ensembl gene and a third one, and Ensembl genes by symbol and back. */
import type { Species } from '../factors/candidates';

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

export interface EnsemblGenes {
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

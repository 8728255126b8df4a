/**
 * Names of genes: the column of var shown to people (symbols if available), and the lookup of names in labels. Labels
 * are looked up in every naming column, so the choice of column changes what is shown, not what is found.
 */
import { memoize } from '../../numerics/lazy';
import type { AnnotationColumn, GeneAxis } from '../annotation';
import { compareNames, orderOfNames } from '../canonicalOrder';
import type { Guess } from '../recognition';
import { synonymsOf } from './synonyms';

const SYMBOL_COLUMN =
  /^(?:gene|genes|gene[-_ ]?names?|(?:pr_)?gene[-_ ]?symbols?|symbols?|gene[-_ ]?short[-_ ]?name|feature[-_ ]?name|hgnc[-_ ]?symbol|external[-_ ]?gene[-_ ]?name|name|names)$/i;
const IDENTIFIER_COLUMN =
  /^(?:gene[-_ ]?ids?|ensembl(?:[-_ ]?(?:gene[-_ ]?)?ids?)?|feature[-_ ]?ids?|accession)$/i;

export interface GeneNaming {
  /** [genes] unique names of the chosen column; empty ones are taken from the index. */
  readonly names: readonly string[];
  /** Names shared by several genes, before they were made unique. */
  readonly repeated: readonly string[];
  /** Finds a gene by any of its names. */
  readonly lookup: GeneLookup;
}

/** Guesses the column of var with gene names; null is the index. */
export function guessGeneColumn(axis: GeneAxis): { column: string | null; guess: Guess } {
  const indexIsIdentifiers = share(axis.index, isEnsemblId) > 0.5;
  const indexIsNumbers = share(axis.index, (name) => /^\d+$/.test(name)) > 0.9;
  if (!indexIsIdentifiers && !indexIsNumbers) {
    return { column: null, guess: guess(axis.index, { tag: 'names-in-index' }, 'sure') };
  }
  const named = textColumns(axis).find((column) => SYMBOL_COLUMN.test(column.name));
  const index = indexIsIdentifiers ? 'ensembl-ids' : 'numbers';
  if (named === undefined) {
    const certainty = indexIsIdentifiers ? 'likely' : 'assumed';
    return { column: null, guess: guess(axis.index, { tag: 'no-symbols', index }, certainty) };
  }
  const certainty = share(named.values, isEnsemblId) < 0.5 ? 'sure' : 'assumed';
  const reason = { tag: 'symbols-outside-index', index } as const;
  return { column: named.name, guess: guess(named.values, reason, certainty) };
}

const namingsOf = memoize<GeneAxis, Map<string | null, GeneNaming>>(() => new Map());

/** Names from the chosen column, with a lookup over all naming columns. */
export function nameGenes(axis: GeneAxis, column: string | null): GeneNaming {
  const known = namingsOf(axis);
  const found = known.get(column) ?? namingOf(axis, column);
  known.set(column, found);
  return found;
}

function namingOf(axis: GeneAxis, column: string | null): GeneNaming {
  const columns = textColumns(axis);
  const chosen = columns.find((candidate) => candidate.name === column)?.values ?? axis.index;
  const filled = chosen.map((name, gene) => (name === '' ? (axis.index[gene] ?? '') : name));
  const others = columns
    .filter(({ name }) => name !== column && (SYMBOL_COLUMN.test(name) || IDENTIFIER_COLUMN.test(name)))
    .map(({ values }) => values);
  const unique = uniqueNames(filled, axis.index);
  return { ...unique, lookup: geneLookup([unique.names, axis.index, ...others], axis.otherNames) };
}

/**
 * Repeated names become 'NAME-1', 'NAME-2' … in the order of `ids` (without, of the names), skipping existing names; `repeated`: their names
 * before.
 */
export function uniqueNames(
  names: readonly string[],
  ids?: readonly string[],
): { readonly names: readonly string[]; readonly repeated: readonly string[] } {
  const taken = new Set(names);
  if (taken.size === names.length) return { names, repeated: [] };
  const unique = [...names];
  /** The last suffix given to a name. */
  const suffixes = new Map<string, number>();
  const repeated = new Set<string>();
  for (const gene of ids === undefined ? names.keys() : orderOfNames(ids)) {
    const name = names[gene] ?? '';
    let suffix = suffixes.get(name);
    if (suffix !== undefined) {
      repeated.add(name);
      do suffix += 1;
      while (taken.has(`${name}-${suffix}`));
      taken.add(`${name}-${suffix}`);
      unique[gene] = `${name}-${suffix}`;
    }
    suffixes.set(name, suffix ?? 0);
  }
  return { names: unique, repeated: [...repeated] };
}

function textColumns(axis: GeneAxis): { name: string; values: string[] }[] {
  return axis.columns
    .filter((column): column is Extract<AnnotationColumn, { kind: 'category' }> => column.kind === 'category')
    .map((column) => ({
      name: column.name,
      values: Array.from(column.codes, (code) => column.categories[code] ?? ''),
    }));
}

function share(names: readonly string[], holds: (name: string) => boolean): number {
  return names.length === 0 ? 0 : names.filter(holds).length / names.length;
}

function guess(names: readonly string[], reason: Guess['reason'], certainty: Guess['certainty']): Guess {
  return { field: 'geneColumn', samples: names.filter((name) => name !== '').slice(0, 3), reason, certainty };
}

const ENSEMBL_ID = /^ENS[A-Z]*[GTP]\d{11}(?:\.\d+)?$/i;

function isEnsemblId(name: string): boolean {
  return ENSEMBL_ID.test(name);
}

export interface GeneLookup {
  /**
   * Row of var, or −1: exact spelling first, then ignoring case, then as an Ensembl id without its version, finally
   * by synonyms. Ignoring case, mouse and human symbols of equal spelling (Gata1, GATA1) match.
   */
  readonly find: (name: string) => number;
  /** The same without synonyms. */
  readonly findWritten: (name: string) => number;
}

/**
 * `namings`: lists with one name per gene; the first is the preferred one, with unique names. Among genes with equal
 * names the one whose preferred name comes first is found, independent of its position.
 * @param otherNames of genes, by names in upper case
 */
export function geneLookup(
  namings: readonly (readonly string[])[],
  otherNames?: GeneAxis['otherNames'],
): GeneLookup {
  const preferred = namings[0] ?? [];
  const exact = new Map<string, number>();
  const folded = new Map<string, number>();
  for (const names of namings) {
    addNaming(exact, names, preferred);
    addNaming(folded, names.map(foldedKey), preferred);
  }
  // R writes HLA.A for HLA-A (make.names); 'TBCE-1' is a guide of TBCE before it is the second row TBCE.1.
  const areDotted = !preferred.some((name) => name.includes('-'));
  const dotted = (name: string) =>
    areDotted && !folded.has(foldedKey(name.replace(/-\d+$/, '')))
      ? folded.get(foldedKey(name.replaceAll('-', '.')))
      : undefined;
  const written = (name: string) => exact.get(name) ?? folded.get(foldedKey(name)) ?? dotted(name) ?? -1;
  const find = (name: string) => {
    const own = written(name);
    if (own >= 0) return own;
    const others = [...synonymsOf(name), ...(otherNames?.get(name.toUpperCase()) ?? [])];
    return others.reduce((gene, other) => (gene >= 0 ? gene : written(other)), -1);
  };
  return { find, findWritten: written };
}

/** Names of earlier namings keep their gene. */
function addNaming(known: Map<string, number>, names: readonly string[], preferred: readonly string[]): void {
  const added = new Map<string, number>();
  names.forEach((name, gene) => {
    if (name === '' || known.has(name)) return;
    const other = added.get(name);
    if (other === undefined || compareNames(preferred[gene], preferred[other]) < 0) added.set(name, gene);
  });
  for (const [name, gene] of added) known.set(name, gene);
}

function foldedKey(name: string): string {
  const unversioned = isEnsemblId(name) ? name.replace(/\.\d+$/, '') : name;
  return unversioned.toLowerCase();
}

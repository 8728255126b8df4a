/**
 * Which column of var names the genes for people: symbols where the file has them. Labels are looked up in every
 * naming column, so this choice changes what is shown, not what is found.
 */
import type { AnnotationColumn, GeneAxis } from '../annotation';
import { orderOfNames } from '../canonicalOrder';
import type { Guess } from '../recognition';
import { memoize } from '../../numerics/lazy';
import { geneLookup, isEnsemblId, type GeneLookup } from './geneLookup';

const SYMBOL_COLUMN =
  /^(?:gene|genes|gene[-_ ]?names?|gene[-_ ]?symbols?|symbols?|gene[-_ ]?short[-_ ]?name|feature[-_ ]?name|hgnc[-_ ]?symbol|external[-_ ]?gene[-_ ]?name|name|names)$/i;
const IDENTIFIER_COLUMN =
  /^(?:gene[-_ ]?ids?|ensembl(?:[-_ ]?(?:gene[-_ ]?)?ids?)?|feature[-_ ]?ids?|accession)$/i;

export interface GeneNaming {
  /** [genes] unique names of the chosen column; the index stands in where it is empty. */
  readonly names: readonly string[];
  /** Names that several genes share, before they were made unique. */
  readonly repeated: readonly string[];
  /** Finds a gene by any of its names. */
  readonly lookup: GeneLookup;
}

/** Guesses the column of var with names for people; null is the index. */
export function guessGeneColumn(axis: GeneAxis): { column: string | null; guess: Guess } {
  const indexIsIdentifiers = share(axis.index, isEnsemblId) > 0.5;
  const indexIsNumbers = share(axis.index, (name) => /^\d+$/.test(name)) > 0.9;
  if (!indexIsIdentifiers && !indexIsNumbers) {
    return { column: null, guess: guess(axis.index, 'The index of the genes holds names', 'sure') };
  }
  const named = textColumns(axis).find((column) => SYMBOL_COLUMN.test(column.name));
  const found = indexIsIdentifiers ? 'Ensembl ids' : 'numbers';
  if (named === undefined) {
    const reason = `The index holds ${found}; no column of symbols was found`;
    return { column: null, guess: guess(axis.index, reason, indexIsIdentifiers ? 'likely' : 'assumed') };
  }
  const certainty = share(named.values, isEnsemblId) < 0.5 ? 'sure' : 'assumed';
  return { column: named.name, guess: guess(named.values, `The index holds ${found} instead`, certainty) };
}

const namings = memoize<GeneAxis, Map<string | null, GeneNaming>>(() => new Map());

/** Names by the chosen column, and the lookup over all naming columns. */
export function nameGenes(axis: GeneAxis, column: string | null): GeneNaming {
  const known = namings(axis);
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
  return { ...unique, lookup: geneLookup([unique.names, axis.index, ...others]) };
}

/** Of genes with one name the second in the order of `ids` becomes 'NAME-1', the third 'NAME-2', passing over names that exist. */
function uniqueNames(
  names: readonly string[],
  ids: readonly string[],
): { names: string[]; repeated: string[] } {
  const taken = new Set(names);
  const unique = [...names];
  if (taken.size === names.length) return { names: unique, repeated: [] };
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const gene of orderOfNames(ids)) {
    const name = names[gene] ?? '';
    if (!seen.has(name)) {
      seen.add(name);
      continue;
    }
    repeated.add(name);
    let suffix = 1;
    while (taken.has(`${name}-${suffix}`)) suffix++;
    taken.add(`${name}-${suffix}`);
    unique[gene] = `${name}-${suffix}`;
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

function guess(names: readonly string[], reason: string, certainty: Guess['certainty']): Guess {
  return { field: 'geneColumn', samples: names.filter((name) => name !== '').slice(0, 3), reason, certainty };
}

/**
 * From a name as people write it to the row of var: exact spelling first, then without regard to case, then as an
 * Ensembl id without its version, at last by another name of the same gene. Knows every naming column of var at once, so labels may
 * use another than the shown one. Case set aside, mouse and human symbols that are spelled alike (Gata1, GATA1) find each other.
 */
import { compareNames } from '../canonicalOrder';
import { synonymsOf } from './synonyms';

const ENSEMBL_ID = /^ENS[A-Z]*[GTP]\d{11}(?:\.\d+)?$/i;

export function isEnsemblId(name: string): boolean {
  return ENSEMBL_ID.test(name);
}

export interface GeneLookup {
  /** Row of var, or −1. */
  readonly find: (name: string) => number;
  /** The same by the names in the file alone. */
  readonly findWritten: (name: string) => number;
}

/**
 * `namings`: lists of one name per gene, the preferred list first, whose names are unique: of several genes called alike
 * the one whose preferred name comes first is meant, wherever it stands.
 */
export function geneLookup(namings: readonly (readonly string[])[]): GeneLookup {
  const preferred = namings[0] ?? [];
  const exact = new Map<string, number>();
  const folded = new Map<string, number>();
  for (const names of namings) {
    addNaming(exact, names, preferred);
    addNaming(folded, names.map(foldedKey), preferred);
  }
  const written = (name: string) => exact.get(name) ?? folded.get(foldedKey(name)) ?? -1;
  const find = (name: string) => {
    const own = written(name);
    if (own >= 0) return own;
    return synonymsOf(name).reduce((gene, other) => (gene >= 0 ? gene : written(other)), -1);
  };
  return { find, findWritten: written };
}

/** Names known from an earlier naming keep their gene. */
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

/**
 * From a name as people write it to the row of var: exact spelling first, then without regard to case, then as an
 * Ensembl id without its version. Knows every naming column of var at once, so labels may use another than the shown one.
 */
import { compareNames } from '../canonicalOrder';

const ENSEMBL_ID = /^ENS[A-Z]*[GTP]\d{11}(?:\.\d+)?$/i;

export function isEnsemblId(name: string): boolean {
  return ENSEMBL_ID.test(name);
}

export interface GeneLookup {
  /** Row of var, or −1. */
  find(name: string): number;
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
  return { find: (name) => exact.get(name) ?? folded.get(foldedKey(name)) ?? -1 };
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

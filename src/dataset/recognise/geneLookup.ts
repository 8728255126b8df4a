/**
 * From a name as people write it to the row of var: exact spelling first, then without regard to case, then as an
 * Ensembl id without its version. Knows every naming column of var at once, so labels may use another than the shown one.
 */

const ENSEMBL_ID = /^ENS[A-Z]*[GTP]\d{11}(?:\.\d+)?$/i;

export function isEnsemblId(name: string): boolean {
  return ENSEMBL_ID.test(name);
}

export interface GeneLookup {
  /** Row of var, or −1. */
  find(name: string): number;
}

/** `namings`: lists of one name per gene, the preferred list first. The first gene of a name wins. */
export function geneLookup(namings: readonly (readonly string[])[]): GeneLookup {
  const exact = new Map<string, number>();
  const folded = new Map<string, number>();
  for (const names of namings) {
    names.forEach((name, gene) => {
      if (name === '') return;
      if (!exact.has(name)) exact.set(name, gene);
      const key = foldedKey(name);
      if (!folded.has(key)) folded.set(key, gene);
    });
  }
  return { find: (name) => exact.get(name) ?? folded.get(foldedKey(name)) ?? -1 };
}

function foldedKey(name: string): string {
  const unversioned = isEnsemblId(name) ? name.replace(/\.\d+$/, '') : name;
  return unversioned.toLowerCase();
}

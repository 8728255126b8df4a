/** Texts that travel are single lines of plain characters: no control characters, none that turn the direction of writing. */

const unwanted = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** At most `longest` UTF-16 units, unwanted characters as spaces, lone surrogates replaced. */
export function plain(text: string, longest: number): string {
  return text.replaceAll(unwanted, ' ').slice(0, longest).toWellFormed();
}

export function isPlain(text: string): boolean {
  return text.search(unwanted) === -1;
}

/** UTF-16 units of a title, of a name of a gene, module or perturbation, and of a unit of time. */
export const longestTitle = 200;
export const longestName = 120;
export const longestUnit = 24;

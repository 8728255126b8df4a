/** The order in which people list names that hold numbers: 'D3' before 'D11'. The same in every locale. */

const NUMBER = /(\d+(?:\.\d+)?)/;

/** Text by code unit, numbers by size. */
export function compareNaturally(a: string, b: string): number {
  const [own, its] = [a.split(NUMBER), b.split(NUMBER)];
  for (const [at, part] of own.entries()) {
    const other = its[at];
    if (other === undefined) return 1;
    // Every second part is a number.
    const apart = at % 2 === 1 ? Number(part) - Number(other) : 0;
    if (apart !== 0) return apart;
    if (part !== other) return part < other ? -1 : 1;
  }
  return own.length - its.length;
}

/** Whether names differ in their numbers alone: 'D0' and 'D11', '6h' and '24h'. */
export function differInNumbers(names: readonly string[]): boolean {
  const rests = new Set(
    names.map((name) =>
      name
        .split(NUMBER)
        .filter((_, at) => at % 2 === 0)
        .join('\n'),
    ),
  );
  return rests.size === 1 && names.every((name) => NUMBER.test(name));
}

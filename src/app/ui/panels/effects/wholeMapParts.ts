/** The cells of a heat map of thousands of rows and columns: one pixel each, drawn at any size. Pure. */
import { type EffectsMap, PALE } from '../../../../present/chart/effects';
import { channels, type Palette } from '../../../../present/figure/palette';

/**
 * The rows and columns whose names hold one of the words of `sought`, in capitals or not; all rows where no row does, and all columns where no
 * column does.
 */
export function soughtIn(map: EffectsMap, sought: string): EffectsMap {
  const words = sought
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter((word) => word !== '');
  if (words.length === 0) return map;
  const isSought = (name: string) => words.some((word) => name.toLowerCase().includes(word));
  const placesIn = (names: readonly string[]) => {
    const places = Array.from(names.keys());
    const found = places.filter((place) => isSought(names[place] ?? ''));
    return found.length > 0 ? found : places;
  };
  const rows = placesIn(map.rows.map(({ label }) => label));
  const columns = placesIn(map.genes);
  const width = columns.length;
  const log2 = new Float32Array(rows.length * width);
  const [strong, own] = [new Uint8Array(log2.length), new Uint8Array(log2.length)];
  // Plainly: a letter may be in the names of millions of cells.
  for (const [y, row] of rows.entries())
    for (let x = 0; x < width; x++) {
      const [cell, at] = [row * map.genes.length + (columns[x] ?? 0), y * width + x];
      log2[at] = map.log2[cell] ?? 0;
      strong[at] = map.strong[cell] ?? 0;
      own[at] = map.own[cell] ?? 0;
    }
  return {
    ...map,
    rows: rows.flatMap((row) => map.rows[row] ?? []),
    genes: columns.map((column) => map.genes[column] ?? ''),
    log2,
    strong,
    own,
  };
}

/** [(to − from) × genes × 4] colours of the cells of some rows, transparent where nothing changes. @param reach log2 of the strongest colour */
export function pixelsOf(
  { log2, strong, genes }: EffectsMap,
  reach: number,
  { activates, represses }: Pick<Palette, 'activates' | 'represses'>,
  { from, to }: { readonly from: number; readonly to: number },
): Uint8ClampedArray<ArrayBuffer> {
  const colours = [channels(represses), channels(activates)] as const;
  const [first, last] = [from * genes.length, to * genes.length];
  const pixels = new Uint8ClampedArray(4 * (last - first));
  for (let cell = first, at = 0; cell < last; cell++, at += 4) {
    const change = log2[cell] ?? 0;
    const [red, green, blue] = change > 0 ? colours[1] : colours[0];
    pixels[at] = red;
    pixels[at + 1] = green;
    pixels[at + 2] = blue;
    const share = Math.min(1, Math.abs(change) / reach);
    pixels[at + 3] = 255 * share * (strong[cell] === 1 ? 1 : PALE);
  }
  return pixels;
}

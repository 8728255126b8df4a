/** Blocks of a matrix, line by line, whatever their layout. */
import { addLine } from '../../../src/dataset/entryReader';
import { longestLine, type PackedBlock } from '../../../src/dataset/packedBlock';
import type { Block } from '../../../src/dataset/source';

/** [position, value] of the entries of each line; of a dense block those that are not 0. */
export function linesOf(block: Block | PackedBlock): readonly (readonly (readonly [number, number])[])[] {
  return Array.from({ length: block.count }, (_, line) => {
    if (block.layout === 'dense') {
      const width = block.values.length / block.count;
      return Array.from(
        block.values.subarray(line * width, (line + 1) * width),
        (value, at) => [at, value] as const,
      ).filter(([, value]) => value !== 0);
    }
    const most = longestLine(block, line);
    const entries = { at: 0, places: new Int32Array(most), values: new Float64Array(most) };
    const end = addLine(block, line, anyPlace, entries);
    return Array.from(
      entries.values.subarray(0, end),
      (value, at) => [entries.places[at] ?? 0, value] as const,
    );
  });
}

/** Every position at its own place, of an axis of any length. */
const anyPlace = new Proxy(new Int32Array(0), { get: (_, position) => Number(position) });

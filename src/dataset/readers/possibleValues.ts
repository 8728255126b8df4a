/** Refuses values that no measurement of expression reaches, such as a 1e30 that stands for a missing value. */
import { DatasetFailure } from '../errors';
import type { ExpressionSource } from '../source';
import { placeOf } from './matrixReader';

/** Counts and intensities stay far below. */
const LARGEST = 1e12;

/** The source, whose blocks throw `value-too-large`. */
export function withPossibleValues(source: ExpressionSource): ExpressionSource {
  const { opened } = source;
  return {
    ...source,
    async *blocks(path, onBytes, wanted) {
      const index = opened.genes[path]?.index ?? [];
      for await (const block of source.blocks(path, onBytes, wanted)) {
        const at = firstTooLarge(block.values);
        if (at >= 0) {
          const [cell, gene] = placeOf(block, at, index.length);
          const where = `${path}, cell ${opened.cellNames[cell] ?? cell}, gene ${index[gene] ?? gene}`;
          throw new DatasetFailure({
            tag: 'value-too-large',
            file: opened.name,
            where,
            value: block.values[at] ?? 0,
          });
        }
        yield block;
      }
    },
  };
}

/** −1 where there is none; a loop, because blocks have millions of values. */
function firstTooLarge(values: Float32Array): number {
  for (let at = 0; at < values.length; at++) if (Math.abs(values[at] as number) > LARGEST) return at;
  return -1;
}

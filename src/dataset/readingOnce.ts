/** A file whose values fit into memory, counts packed, is read once whatever the number of passes. */
import type { ReadSource } from './entryReader';
import { packed, type PackedBlock } from './packedBlock';
import type { Block, ExpressionSource } from './source';

/** Bytes of the blocks of a matrix that are kept after a whole reading. */
const MOST_KEPT = 2 ** 29;

/**
 * The source with the blocks of the matrix that was read last, counts packed, if that takes little memory: later passes neither read nor
 * unpack the file.
 */
export function readingOnce(source: ExpressionSource): ReadSource {
  let kept: { readonly path: string; readonly blocks: readonly (Block | PackedBlock)[] } | null = null;
  let bytesOfFile = 1;
  return {
    ...source,
    async *blocks(path, onBytes, wanted) {
      if (kept?.path === path) {
        const { blocks } = kept;
        for (const [at, block] of blocks.entries()) {
          yield block;
          onBytes((bytesOfFile * (at + 1)) / blocks.length, bytesOfFile);
          await new Promise((resolve) => setTimeout(resolve, 0));
        }
        return;
      }
      const read: (Block | PackedBlock)[] = [];
      let isKept = wanted === undefined;
      let bytes = 0;
      const toldBytes: typeof onBytes = (done, total) => {
        bytesOfFile = total;
        onBytes(done, total);
      };
      for await (const block of source.blocks(path, toldBytes, wanted)) {
        if (isKept) {
          const part = packed(block) ?? block;
          bytes += bytesOf(part);
          isKept = bytes <= MOST_KEPT;
          if (isKept) read.push(part);
          else read.length = 0;
        }
        yield block;
      }
      if (isKept) kept = { path, blocks: read };
    },
    close() {
      kept = null;
      source.close();
    },
  };
}

function bytesOf(block: Block | PackedBlock): number {
  if ('codes' in block) return block.codes.byteLength + block.starts.byteLength;
  return block.values.byteLength + (block.layout === 'dense' ? 0 : block.indices.byteLength);
}

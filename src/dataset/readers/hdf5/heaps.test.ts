import { describe, expect, it } from 'vitest';
import { fixtureBytes, problemOf, open } from '../../../../tests/fixtures/readers/fixture';
import { endlessHeap } from './heaps';

/** The place of the free room's length in the first heap: after entries of an index, a count, 4 bytes and a length each. */
function freeRoom(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer);
  let at = new TextDecoder('latin1').decode(bytes).indexOf('GCOL') + 16;
  while (view.getUint16(at, true) !== 0)
    at += 16 + Math.ceil(Number(view.getBigUint64(at + 8, true)) / 8) * 8;
  return at + 8;
}

describe('a heap of texts', () => {
  it.each(['csr.h5ad', 'csc-gzip.h5ad', 'v0.7.h5ad', 'small.loom', 'tenx-v3.h5'])(
    'of %s has an end',
    (name) => {
      expect(endlessHeap(fixtureBytes(name))).toBeNull();
    },
  );

  it('whose free room has no length is refused rather than gone over for ever', async () => {
    const bytes = fixtureBytes('csc-gzip.h5ad');
    const at = freeRoom(bytes);
    bytes.fill(0, at, at + 8);
    expect(endlessHeap(bytes)).toBe(at - 8);
    expect(endlessHeap(bytes.slice(0, at))).toBeNull();
    const problem = await problemOf(open(new File([bytes], 'endless.h5ad')));
    expect(problem).toMatchObject({ tag: 'damaged-file', where: `byte ${at - 8}` });
  });
});

import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { geneSetsOf } from './geneSetFile';

const genes = ['Trp53', 'Klrk1', 'Gata1', 'Spi1', 'Pou5f1'];
const text = 'A\t\tTP53\tGATA1\tABSENT\nB\t\tPOU5F1\tXYZ\n';

describe('gene sets of a file', () => {
  it('are matched with the genes of the run, packed or not, in any encoding', async () => {
    const expected = {
      given: 2,
      sets: [
        { name: 'A', members: [2], total: 3 },
        { name: 'B', members: [4] },
      ],
    };
    for (const content of [text, gzipSync(text), Buffer.from(`\u{feff}${text}`, 'utf16le')]) {
      const read = await geneSetsOf(new File([content], 'sets.gmt.gz'), null, ['A', 'B', ...genes.slice(2)]);
      expect(read).toMatchObject({ ok: true, value: expected });
    }
  });

  it('are translated to the genes of another species', async () => {
    const orthologs = new File(['TP53\tTrp53\nABSENT\tKlrk1\tSpi1\nXYZ\n'], 'orthologs.tsv');
    const read = await geneSetsOf(new File([text], 'sets.gmt'), orthologs, genes);
    expect(read).toMatchObject({
      ok: true,
      // One human gene has two orthologs, one has none.
      value: { sets: [{ members: [0, 1, 2, 3] }, { members: [4], total: 1 }] },
    });
  });

  it.each([
    ['a,b\n', { tag: 'no-gene-sets', line: 1 }],
    ['# nothing\n', { tag: 'no-gene-sets', line: null }],
    ['A\t\tX1\tX2\n', { tag: 'sets-of-other-genes', examples: ['X1', 'X2'] }],
    [Uint8Array.of(0x1f, 0x8b, 8, 0, 1, 2, 3), { tag: 'sets-unreadable' }],
  ])('that cannot be used give a reason: %j', async (content, error) => {
    const read = await geneSetsOf(new File([content], 'own.gmt'), null, genes);
    expect(read).toMatchObject({ ok: false, error: { file: 'own.gmt', ...error } });
  });
});

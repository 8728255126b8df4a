import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { beginsWithEdges } from './knownFile';

const wide = (text: string) => Buffer.from(`\u{feff}${text}`, 'utf16le');

it('edges are told from expression in any encoding of spreadsheets, packed or not', async () => {
  const edges = 'source\ttarget\tsign\nGATA1\tKLF1\t+\nSPI1\tMYC\t-\n';
  const cells = 'cell\tGATA1\tSPI1\nc1\t0.5\t2\nc2\t1\t3\n';
  for (const encoded of [(text: string) => Buffer.from(text), wide, (text: string) => gzipSync(wide(text))]) {
    expect(await beginsWithEdges(new File([encoded(edges)], 'known.txt'))).toBe(true);
    expect(await beginsWithEdges(new File([encoded(cells)], 'screen.txt'))).toBe(false);
  }
});

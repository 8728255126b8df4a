import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { notebookText } from './notebook';

const notebook = z.strictObject({
  cells: z.array(
    z.discriminatedUnion('cell_type', [
      z.strictObject({
        cell_type: z.literal('markdown'),
        id: z.string().regex(/^[\w-]{1,64}$/u),
        metadata: z.strictObject({}),
        source: z.array(z.string()),
      }),
      z.strictObject({
        cell_type: z.literal('code'),
        id: z.string().regex(/^[\w-]{1,64}$/u),
        metadata: z.strictObject({}),
        source: z.array(z.string()),
        execution_count: z.null(),
        outputs: z.array(z.never()),
      }),
    ]),
  ),
  metadata: z.object({ kernelspec: z.object({ name: z.string(), display_name: z.string() }) }),
  nbformat: z.literal(4),
  nbformat_minor: z.literal(5),
});

const read = (data: string) =>
  notebook.parse(
    JSON.parse(notebookText({ data, fingerprint: 'ab'.repeat(32), program: '1.2.3 (0a1b2c3d)' })),
  );

describe('a notebook', () => {
  it('has the cells of nbformat 4.5, each with an identifier of its own', () => {
    const { cells } = read('screen.h5ad');
    expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length);
    for (const { source } of cells)
      for (const [i, line] of source.entries()) expect(line.endsWith('\n')).toBe(i < source.length - 1);
  });

  it('describes every cell of code in the cell before it', () => {
    const { cells } = read('screen.h5ad');
    const before = cells.flatMap(({ cell_type: kind }, i) =>
      kind === 'code' ? [cells[i - 1]?.cell_type] : [],
    );
    expect(new Set(before)).toEqual(new Set(['markdown']));
  });

  it('looks for the file that the page saves', () => {
    const code = read('my screen.h5ad').cells.flatMap(({ source }) => source);
    expect(code).toContain('FILE = Path("my_screen.predictions.h5ad")  # beside this notebook\n');
  });

  it('takes no name of a data set for code or markup', () => {
    const { cells } = read('x"); import os; os.remove("y") #\n# <b>`z`</b>');
    const file = cells.flatMap(({ source }) => source).find((line) => line.startsWith('FILE = '));
    expect(file).toMatch(/^FILE = Path\("[\w.-]+"\)/u);
    expect(cells[0]?.source[0]).not.toMatch(/[<>`]/u);
  });
});

/** Public files give the values of h5py, scipy and pandas (scripts/references/readers_shared.py), or are refused rightly. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { AnnotationColumn } from '../annotation';
import { denseOf, open, problemOf } from '../../../tests/fixtures/readers/fixture';
import { alone } from './fileGroup';
import { openFile } from './open';

const DATA = resolve(import.meta.dirname, '../../../../shared/data');

const matrix = z.object({
  cells: z.number(),
  genes: z.number(),
  sum: z.number(),
  squares: z.number(),
  nonZero: z.number(),
  some: z.array(z.tuple([z.number(), z.number(), z.number()])),
});
const column = z.union([
  z.object({ counts: z.record(z.string(), z.number()) }),
  z.object({ sum: z.number(), missing: z.number() }),
]);
const read = z.object({
  beside: z.object({ features: z.string(), barcodes: z.string() }).optional(),
  matrices: z.record(z.string(), matrix),
  cellNames: z.tuple([z.string(), z.string()]).nullable(),
  geneNames: z.tuple([z.string(), z.string()]),
  obs: z.record(z.string(), column),
});
const refused = z.object({ refused: z.string(), because: z.string() });
const recorded = Object.entries(
  z
    .record(z.string(), z.union([refused, read]))
    .parse(
      JSON.parse(
        readFileSync(new URL('../../../tests/fixtures/readers/shared.json', import.meta.url), 'utf8'),
      ),
    ),
);

const fileAt = (name: string) =>
  new File([new Uint8Array(readFileSync(resolve(DATA, name)))], basename(name));
const ends = (names: readonly string[]) => [names[0], names.at(-1)];

/** Relative to the sum of absolute values: sums in two orders agree to about 1e-12. */
const rounded = (value: number) => Number(value.toPrecision(9));

function summaryOf(
  rows: readonly (readonly number[])[],
  places: readonly (readonly number[])[],
): z.infer<typeof matrix> {
  let [sum, squares, nonZero] = [0, 0, 0];
  for (const row of rows) {
    for (const value of row) {
      sum += value;
      squares += value * value;
      if (value !== 0) nonZero += 1;
    }
  }
  const some = places.map(([cell = 0, gene = 0]): [number, number, number] => [
    cell,
    gene,
    rows[cell]?.[gene] ?? NaN,
  ]);
  return {
    cells: rows.length,
    genes: rows[0]?.length ?? 0,
    sum: rounded(sum),
    squares: rounded(squares),
    nonZero,
    some,
  };
}

function columnSummary(found: AnnotationColumn): z.infer<typeof column> {
  if (found.kind === 'number') {
    const known = found.values.filter((value) => !Number.isNaN(value));
    return {
      sum: rounded(known.reduce((sum, value) => sum + value, 0)),
      missing: found.values.length - known.length,
    };
  }
  const counts: Record<string, number> = {};
  for (const code of found.codes) {
    const name = found.categories[code];
    if (name !== undefined) counts[name] = (counts[name] ?? 0) + 1;
  }
  return { counts };
}

describe.skipIf(!existsSync(DATA))('public files in ../shared/data', () => {
  const readable = recorded.flatMap(([name, entry]) => ('refused' in entry ? [] : [{ name, entry }]));
  const unreadable = recorded.flatMap(([name, entry]) => ('refused' in entry ? [{ name, ...entry }] : []));

  it.each(readable)('$name gives the values of another reader', async ({ name, entry }) => {
    const { beside } = entry;
    const names = beside && { features: fileAt(beside.features), barcodes: fileAt(beside.barcodes) };
    const source = await openFile({ ...alone(fileAt(name)), ...names }, () => undefined);
    const { opened } = source;
    const matrices: Record<string, z.infer<typeof matrix>> = {};
    for (const [path, wanted] of Object.entries(entry.matrices)) {
      matrices[path] = summaryOf(await denseOf(source, path), wanted.some);
    }
    const wantedMatrices = Object.fromEntries(
      Object.entries(entry.matrices).map(([path, wanted]) => [
        path,
        { ...wanted, sum: rounded(wanted.sum), squares: rounded(wanted.squares) },
      ]),
    );
    expect(matrices).toEqual(wantedMatrices);
    const first = opened.genes[opened.matrices[0]?.path ?? '']?.index ?? [];
    expect(ends(first)).toEqual(entry.geneNames);
    expect(entry.cellNames ?? ends(opened.cellNames)).toEqual(ends(opened.cellNames));
    const obs = opened.obs.filter((found) => found.name in entry.obs);
    const wantedObs = Object.entries(entry.obs).map(([key, value]) => [
      key,
      'sum' in value ? { ...value, sum: rounded(value.sum) } : value,
    ]);
    expect(Object.fromEntries(obs.map((found) => [found.name, columnSummary(found)]))).toEqual(
      Object.fromEntries(wantedObs),
    );
    source.close();
  });

  it.each(unreadable)('$name is refused: $because', async ({ name, refused: tag }) => {
    expect((await problemOf(open(fileAt(name))))?.tag).toBe(tag);
  });
});

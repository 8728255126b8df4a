import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { fixture, open } from '../../../tests/fixtures/readers/fixture';
import { createImport } from '../import';
import { alone } from './fileGroup';

const points = z.array(z.tuple([z.number().nullable(), z.number().nullable()]));
const expected = z
  .record(z.string(), z.record(z.string(), points))
  .parse(
    JSON.parse(
      readFileSync(new URL('../../../tests/fixtures/readers/expected-places.json', import.meta.url), 'utf8'),
    ),
  );

function pairs(values: Float32Array): (readonly [number | null, number | null])[] {
  const at = (place: number) => (Number.isNaN(values[place]) ? null : (values[place] ?? null));
  return Array.from({ length: values.length / 2 }, (_, cell) => [at(2 * cell), at(2 * cell + 1)]);
}

it.each(Object.entries(expected))(
  '%s gives the places of its cells, and only those that are asked for',
  async (name, wanted) => {
    const source = await open(fixture(name));
    const found = source.places ?? [];
    expect(found.map((one) => one.name).toSorted()).toEqual(Object.keys(wanted).toSorted());
    for (const one of found) {
      const all = wanted[one.name] ?? [];
      const whole = await one.read(Int32Array.from(all.keys()));
      expect(pairs(whole)).toEqual(all);
      expect(pairs(await one.read(Int32Array.of(1, 4, all.length - 1)))).toEqual([
        all[1],
        all[4],
        all.at(-1),
      ]);
    }
    source.close();
  },
);

it('a data set has the places and columns of its cells in its own order', async () => {
  const files = createImport();
  const opened = await files.open(alone(fixture('places.h5ad')), () => undefined);
  if (!opened.ok) throw new Error(opened.error.tag);
  const loaded = await files.load(opened.value.recognition.mapping, () => undefined);
  if (!loaded.ok) throw new Error(loaded.error.tag);
  const { details, cells } = loaded.value;
  expect(details?.places.map(({ name }) => name)).toEqual(['X_pca', 'X_tsne', 'X_umap']);
  // Without the constant column and the names of cells, and only with categories in use.
  expect(details?.columns.map(({ name }) => name)).toEqual(['perturbation', 'stage', 'depth']);
  const [, stage, depth] = details?.columns ?? [];
  expect(stage?.kind === 'category' && stage.categories).toEqual(['early', 'late']);
  const { obs } = opened.value.opened;
  const depthOf = obs.find(({ name }) => name === 'depth');
  const former = (cell: number) =>
    depthOf?.kind === 'number' && depth?.kind === 'number'
      ? depthOf.values.indexOf(depth.values[cell] ?? NaN)
      : -1;
  const order = Array.from({ length: cells }, (_, cell) => former(cell));
  expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: cells }, (_, cell) => cell));
  expect(order).not.toEqual(order.toSorted((a, b) => a - b));
  for (const place of details?.places ?? [])
    expect(pairs(place.points)).toEqual(order.map((cell) => expected['places.h5ad']?.[place.name]?.[cell]));
  expect(stage?.kind === 'category' && [...stage.codes]).toEqual(order.map((cell) => Number(cell >= 6)));
  files.close();
});

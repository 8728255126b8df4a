/** The import of the page beside that of the terminal, on the same file. */
import { expect, it } from 'vitest';
import { createImport } from '../src/dataset/import';
import type { Mapping } from '../src/dataset/mapping';
import { alone } from '../src/dataset/readers/fileGroup';
import { loadedWithEffects } from '../src/present/report/loadedWithEffects';
import { escapingScreen } from '../tests/support/effects/escapingScreen';
import { createIngest } from './ingestApi';

const ignore = () => undefined;

async function opened() {
  const ingest = createIngest();
  const outcome = await ingest.open(alone(await escapingScreen()), ignore);
  if (!outcome.ok) throw new Error(outcome.error.tag);
  return { ingest, mapping: outcome.value.recognition.mapping };
}

async function ofTerminal(mapping: Mapping) {
  const data = createImport();
  await data.open(alone(await escapingScreen()), ignore);
  const loaded = await loadedWithEffects(data, mapping, { reading: ignore, measuring: ignore });
  if (!loaded.ok) throw new Error(loaded.error.tag);
  return loaded.dataset;
}

it('responding cells give the data of the terminal, whether effects are there, under way or not asked for', async () => {
  const { ingest, mapping } = await opened();
  const responding: Mapping = { ...mapping, cells: 'responding' };
  const expected = await ofTerminal(responding);
  expect(await ingest.load(responding, ignore)).toEqual({ ok: true, value: expected });
  const [shown, meanwhile] = await Promise.all([
    ingest.screenEffects(mapping, ignore),
    ingest.load(responding, ignore),
  ]);
  expect(meanwhile).toEqual({ ok: true, value: expected });
  expect(await ingest.load(responding, ignore)).toEqual({ ok: true, value: expected });

  const note = expected.notes.find(({ tag }) => tag === 'cells-escaped');
  if (note?.tag !== 'cells-escaped' || !shown.ok) throw new Error('no cells are left out');
  const cells = note.perturbations.reduce((sum, { count }) => sum + count, 0);
  expect(shown.value.escaped).toEqual({ cells, perturbations: note.perturbations.length });
  expect(cells).toBeGreaterThan(100);

  const all = await ingest.load(mapping, ignore);
  expect(all).toEqual({ ok: true, value: await ofTerminal(mapping) });
  expect(all.ok && all.value.cells).toBe(expected.cells + cells);
});

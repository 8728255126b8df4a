import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { denseOf, fixture, fixtureBytes, open, problemOf } from '../../../../tests/fixtures/readers/fixture';
import { recognise } from '../../recognise/recognise';

/** Values that NumPy wrote (scripts/references/readers_npz.py). */
const expected = z
  .object({
    genes: z.array(z.string()),
    labels: z.array(z.string()),
    values: z.array(z.array(z.number())),
  })
  .parse(
    JSON.parse(
      readFileSync(new URL('../../../../tests/fixtures/readers/expected-npz.json', import.meta.url), 'utf8'),
    ),
  );
const rounded = (rows: readonly (readonly number[])[]) => rows.map((row) => row.map(Math.fround));

describe('an archive of CausalBench', () => {
  it.each(['causalbench.npz', 'causalbench-packed.npz'])(
    '%s has the values, genes and labels that NumPy wrote',
    async (name) => {
      const source = await open(fixture(name));
      const { opened } = source;
      expect(opened).toMatchObject({ format: 'npz', cells: 48 });
      expect(opened.genes['expression_matrix']?.index).toEqual(expected.genes);
      const [labels] = opened.obs;
      if (labels?.kind !== 'category') throw new Error('no labels');
      expect([...labels.codes].map((code) => labels.categories[code])).toEqual(expected.labels);
      expect(await denseOf(source, 'expression_matrix')).toEqual(rounded(expected.values));
      source.close();
    },
  );

  it('is recognised without options; excluded cells are counted and not used', async () => {
    const { opened } = await open(fixture('causalbench.npz'));
    const { mapping, labels, blocked, notes } = recognise(opened);
    const tags = notes.map(({ tag }) => tag);
    expect(mapping).toMatchObject({
      perturbationColumn: 'intervention',
      control: { mode: 'cells', labels: ['non-targeting'] },
      values: 'log-normalised',
    });
    expect(blocked).toBeNull();
    expect(labels.find(({ label }) => label === 'excluded')).toEqual({
      label: 'excluded',
      targets: [],
      role: 'unrecognised',
      cells: 4,
    });
    expect(labels.filter(({ role }) => role === 'perturbation').map(({ cells }) => cells)).toEqual([8, 8, 8]);
    expect(notes).toContainEqual({ tag: 'labels-unknown', labels: [{ name: 'excluded', count: 4 }] });
    expect(tags).not.toContain('targets-not-measured');
    expect(tags).not.toContain('labels-not-genes');
  });

  it('with pickled objects or in Fortran order is refused with the lines that convert it', async () => {
    expect(await problemOf(open(fixture('causalbench-objects.npz')))).toMatchObject({
      tag: 'unsupported-format',
      format: 'a NumPy archive with interventions as pickled objects',
      convert: expect.stringContaining('astype(str)'),
    });
    expect(await problemOf(open(fixture('causalbench-fortran.npz')))).toMatchObject({
      tag: 'unsupported-format',
      convert: expect.stringContaining('ascontiguousarray'),
    });
  });

  it('with fewer labels than cells names both', async () => {
    expect(await problemOf(open(fixture('causalbench-short.npz')))).toMatchObject({
      tag: 'shape-mismatch',
      where: 'interventions',
      expected: '48 labels',
      found: '47 labels',
    });
  });

  it('with any changed byte gives an error or values, without a crash', async () => {
    const bytes = fixtureBytes('causalbench.npz');
    const tags = new Set<string | undefined>();
    for (let at = 4; at < bytes.length; at += 11) {
      const changed = bytes.slice();
      changed[at] = (changed[at] ?? 0) ^ 0xff;
      tags.add((await problemOf(open(new File([changed], 'changed.npz'))))?.tag);
    }
    expect(tags).toContain('damaged-file');
    expect(tags).toContain(undefined);
  });

  it('is refused where it is cut short, wherever that is', async () => {
    const bytes = fixtureBytes('causalbench.npz');
    for (const share of [0.2, 0.5, 0.9, 0.99]) {
      const cut = new File([bytes.slice(0, Math.floor(share * bytes.length))], 'cut.npz');
      expect(await problemOf(open(cut))).toMatchObject({ tag: 'damaged-file' });
    }
  });
});

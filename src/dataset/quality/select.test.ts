import { describe, expect, it } from 'vitest';
import { countScreen, genes, pattern, select } from '../../../tests/support/dataset/countScreen';
import { openedFixture, sourceFixture, type Fixture } from '../../../tests/support/dataset/screens';
import type { Dataset } from '../dataset';
import type { Mapping } from '../mapping';
import { recognise } from '../recognise/recognise';
import { compositionShift } from './composition';
import { everyGene } from './everyGene';
import { selectDataset } from './select';

function logScreen(fixture: Fixture): Fixture {
  return {
    ...fixture,
    rows: fixture.rows.map((row) => row.map((value) => Math.fround(Math.log1p(value / 7)))),
  };
}

function totalOf(row: readonly number[]): number {
  return row.reduce((sum, value) => sum + value, 0);
}

function rowsOf({ values, genes: selected }: Dataset): number[][] {
  const width = selected.length;
  return Array.from({ length: values.length / width }, (_, cell) => [
    ...values.subarray(cell * width, (cell + 1) * width),
  ]);
}

/** The values of all rows in an order given by the rows themselves: a dataset has its own order of cells. */
function valuesInOrder(rows: readonly number[][]): number[] {
  return rows
    .toSorted((a, b) => a.map((value, g) => value - (b[g] ?? 0)).find((by) => Math.abs(by) > 1e-6) ?? 0)
    .flat();
}

function kindsIn({ conditions }: Dataset): string[] {
  return conditions.map(({ label, interventions }) =>
    [label, ...interventions.map(({ kind }) => kind)].join(': '),
  );
}

function medianOf(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? 0) + (sorted[Math.floor(half)] ?? 0)) / 2;
}

/** Mean and population variance of each gene over rows. */
function momentsOf(rows: number[][]): { mean: Float64Array; variance: Float64Array } {
  const mean = Float64Array.from(
    genes,
    (_, g) => rows.reduce((sum, row) => sum + (row[g] ?? 0), 0) / rows.length,
  );
  const variance = mean.map(
    (average, g) => rows.reduce((sum, row) => sum + ((row[g] ?? 0) - average) ** 2, 0) / rows.length,
  );
  return { mean, variance };
}

describe('selectDataset', () => {
  it.each(['counts', 'logarithms'])('makes the same dataset of %s under all three layouts', async (kind) => {
    const fixture = kind === 'counts' ? countScreen() : logScreen(countScreen());
    const dense = await select(fixture);
    expect(await select(fixture, {}, 'by-cell')).toEqual(dense);
    expect(await select(fixture, {}, 'by-gene')).toEqual(dense);
  });

  it('keeps labelled cells of measured targets, controls first, and reports what it excluded', async () => {
    const dataset = await select(countScreen());
    expect(dataset.cells).toBe(100);
    expect(dataset.conditions.map(({ label, cells }) => [label, cells])).toEqual([
      ['control', 40],
      ['GATA1', 20],
      ['KLF1+TAL1', 20],
      ['SPI1', 20],
    ]);
    expect(dataset.conditions[2]?.interventions).toEqual([
      { gene: 6, kind: 'knockout' },
      { gene: 9, kind: 'knockout' },
    ]);
    expect(dataset.conditions[0]?.interventions).toEqual([]);
    expect(dataset.genes).toEqual(genes);
    expect(Array.from(dataset.candidates)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(dataset.notes).toContainEqual({ tag: 'labels-like-dates', labels: ['1-Mar'] });
    expect(dataset.notes).toContainEqual({ tag: 'cells-without-label', cells: 20 });
    expect(dataset.notes).toContainEqual({ tag: 'small-condition', label: 'GATA1', cells: 20 });
  });

  it('divides counts by the size factor, multiplies by the median total of training cells, takes log1p', async () => {
    const fixture = countScreen();
    const dataset = await select(fixture, { heldOut: ['SPI1'] });
    const used = fixture.rows.filter((_, cell) => ![5, 6].includes(cell % 7));
    const training = fixture.rows.filter((_, cell) => ![3, 5, 6].includes(cell % 7));
    const typical = medianOf(training.map(totalOf));
    const expected = used.map((row) => row.map((count) => Math.log1p((count / totalOf(row)) * typical)));
    const values = valuesInOrder(rowsOf(dataset));
    expect(values.length).toBe(expected.flat().length);
    const ordered = valuesInOrder(expected);
    values.forEach((value, index) => expect(value).toBeCloseTo(ordered[index] ?? Number.NaN, 5));
  });

  it('keeps natural logarithms, converts base 2 to base e, and takes log1p of normalised values', async () => {
    const fixture = countScreen(['control', 'GATA1', 'SPI1']);
    const y = fixture.rows.map((row) => row.map((value) => value / 7));
    const expected = valuesInOrder(y.map((row) => row.map(Math.log1p)));
    const forms: [Mapping['values'], (value: number) => number][] = [
      ['log-normalised', Math.log1p],
      ['normalised', (value) => value],
      ['log2-normalised', (value) => Math.log2(1 + value)],
    ];
    for (const [values, form] of forms) {
      const dataset = await select({ ...fixture, rows: y.map((row) => row.map(form)) }, { values });
      valuesInOrder(rowsOf(dataset)).forEach((value, index) =>
        expect(value).toBeCloseTo(expected[index] ?? Number.NaN, 5),
      );
    }
  });

  it('gives each condition its compositional shift from all measured genes except the targets', async () => {
    const fixture = countScreen();
    const dataset = await select(fixture, { genes: { total: 5, pasted: [] } });
    expect(dataset.genes.length).toBe(5);
    const typical = medianOf(fixture.rows.filter((_, cell) => ![5, 6].includes(cell % 7)).map(totalOf));
    const y = fixture.rows.map((row) => row.map((count) => (count / totalOf(row)) * typical));
    const groupOf = (members: number[]) => momentsOf(y.filter((_, cell) => members.includes(cell % 7)));
    const control = groupOf([0, 1]);
    const shift = (member: number, targets: number[]) => {
      const own = groupOf([member]);
      return compositionShift({ ...own, cells: 20 }, { ...control, cells: 40 }, new Set(targets)).value;
    };
    const expected = [0, shift(2, [3]), shift(4, [6, 9]), shift(3, [8])];
    expect(expected.slice(1).every((value) => value !== 0)).toBe(true);
    dataset.composition?.forEach((value, index) =>
      expect(value).toBeCloseTo(expected[index] ?? Number.NaN, 8),
    );
    expect(dataset.composition?.length).toBe(4);
  });

  it('has no composition without controls or with varying totals', async () => {
    const others = countScreen(['GATA1', 'SPI1', 'KLF1']);
    expect((await select(others)).composition).toBeNull();
    const varying = logScreen(countScreen());
    expect((await select(varying)).composition).toBeNull();
    const constant = {
      ...varying,
      rows: varying.rows.map((row) => {
        const total = row.reduce((sum, value) => sum + Math.expm1(value), 0);
        return row.map((value) => Math.log1p((Math.expm1(value) / total) * 100));
      }),
    };
    expect((await select(constant)).composition).toHaveLength(4);
  });

  it('selects genes independently of the cells of held-out perturbations', async () => {
    const fixture = logScreen(countScreen());
    const change = { heldOut: ['SPI1'], genes: { total: 7, pasted: [] } };
    const chosen = await select(fixture, change);
    const disturbed = {
      ...fixture,
      rows: fixture.rows.map((row, cell) => (cell % 7 === 3 ? row.map((_, gene) => (gene + cell) % 9) : row)),
    };
    const again = await select(disturbed, change);
    expect(again.genes).toEqual(chosen.genes);
    expect(chosen.genes).toHaveLength(7);
    expect(chosen.genes).toContain('SPI1');
    expect(chosen.heldOut).toEqual(['SPI1']);
  });

  it('always models perturbed, requested and listed genes; listed regulators are the candidates', async () => {
    const dataset = await select(countScreen(), {
      genes: { total: 3, pasted: ['irf8', 'NOGENE'] },
      regulators: ['RUNX1', 'GATA1', 'UNKNOWN'],
    });
    expect(dataset.genes).toEqual(['GATA1', 'IRF8', 'KLF1', 'RUNX1', 'SPI1', 'TAL1']);
    expect(Array.from(dataset.candidates)).toEqual([0, 3]);
    expect(dataset.notes).toContainEqual({ tag: 'genes-not-found', names: ['NOGENE'] });
    expect(dataset.notes).toContainEqual({ tag: 'regulators-not-modelled', names: ['UNKNOWN'] });
  });

  it('merges guides and spellings with the same targets into one perturbation', async () => {
    const labels = ['NTC_1', 'sgNTC-2', 'GATA1g1', 'GATA1g2', 'SPI1+ctrl', 'ctrl+SPI1', 'KLF1'];
    const dataset = await select(countScreen(labels), { heldOut: ['GATA1g2'] });
    expect(dataset.conditions.map(({ label, cells }) => [label, cells])).toEqual([
      ['control', 40],
      ['GATA1', 40],
      ['KLF1', 20],
      ['SPI1', 40],
    ]);
    expect(dataset.heldOut).toEqual(['GATA1']);
  });

  it('takes labels that differ in capital letters only for one guide', async () => {
    const said = ['control', 'Control', 'GATA1', 'gata1', 'SPI1', 'KLF1'];
    const fixture = countScreen(['control', 'control', 'GATA1', 'GATA1', 'SPI1', 'KLF1']);
    const source = sourceFixture(
      { ...fixture, obs: { perturbation: fixture.rows.map((_, cell) => said[cell % said.length] ?? null) } },
      'dense',
    );
    const recognition = recognise(source.opened, {});
    const { guides } = everyGene(source, recognition, recognition.mapping, null);
    expect(guides.map(({ name }) => name).toSorted()).toEqual(['GATA1', 'KLF1', 'SPI1', 'control']);
  });

  it('lets controls without a time serve cells of every time in effects', () => {
    const said = ['control', 'GATA1', 'SPI1'];
    const fixture = countScreen(said);
    const labels = fixture.rows.map((_, cell) => said[cell % said.length] ?? '');
    const batchesWhere = (haveTimes: boolean) => {
      const day = labels.map((label, cell) => {
        if (label === 'control' && !haveTimes) return null;
        return cell % 2 ? 'd2' : 'd10';
      });
      const obs = { perturbation: labels, day };
      const source = sourceFixture({ ...fixture, obs }, 'dense');
      const recognition = recognise(source.opened, {});
      return everyGene(source, recognition, recognition.mapping, null).batches;
    };
    expect(batchesWhere(true)).toHaveLength(2);
    expect(batchesWhere(false)).toHaveLength(1);
  });

  it('splits conditions by time in order, and drops cells without a time', async () => {
    const day = Array.from({ length: 140 }, (_, cell) => ['d2', 'd10', null][cell % 3] ?? null);
    const { conditions, timeUnit, notes } = await select(
      countScreen(['control', 'GATA1', 'SPI1', 'KLF1'], { day }),
    );
    expect(timeUnit).toBe('days');
    expect(conditions.map(({ label, time }) => `${label} ${time}`)).toEqual(
      ['control', 'GATA1', 'KLF1', 'SPI1'].flatMap((label) => [`${label} 2`, `${label} 10`]),
    );
    expect(notes).toContainEqual({ tag: 'cells-without-label', cells: 46 });
    expect(notes.some((note) => note.tag === 'small-condition' && note.label === 'GATA1 (2 days)')).toBe(
      true,
    );
  });

  it('gives every cell its batch', async () => {
    const batch = Array.from({ length: 140 }, (_, cell) => (cell < 70 ? 'left' : 'right'));
    const fixture = countScreen(['control', 'GATA1', 'SPI1'], { batch });
    const dataset = await select(fixture);
    expect(dataset.batches).toEqual(['left', 'right']);
    const typical = medianOf(fixture.rows.map(totalOf));
    const expected = fixture.rows
      .slice(0, 70)
      .map((row) => row.map((count) => Math.log1p((count / totalOf(row)) * typical)));
    const ordered = valuesInOrder(expected);
    const left = rowsOf(dataset).filter((_, cell) => dataset.batchOfCell?.[cell] === 0);
    expect(left).toHaveLength(70);
    valuesInOrder(left).forEach((value, index) => expect(value).toBeCloseTo(ordered[index] ?? Number.NaN, 5));
  });

  it('warns if the targets rise although they should fall', async () => {
    const falling = await select(countScreen(), { kind: 'knockdown' });
    const rising = await select(countScreen(), { kind: 'overexpression' });
    expect(falling.notes.map(({ tag }) => tag)).not.toContain('kind-unlike-change');
    expect(rising.notes).toContainEqual({
      tag: 'kind-unlike-change',
      kind: 'overexpression',
      suggested: 'knockdown',
      change: expect.any(Number),
    });
  });

  it('reads the kind from each cell if a column states it, until one kind is chosen for all', async () => {
    const labels = ['control', 'GATA1', 'SPI1', 'GATA1', 'KLF1'];
    const kinds = ['control', 'CRISPRi', 'overexpression', 'CRISPRa', null];
    const perturbation_type = Array.from({ length: 140 }, (_, cell) => kinds[cell % 5] ?? null);
    const fixture = countScreen(labels, { perturbation_type });
    const mixed = await select(fixture, { heldOut: ['GATA1'] });
    expect(kindsIn(mixed)).toEqual([
      'control',
      'GATA1 knockdown: knockdown',
      'GATA1 overexpression: overexpression',
      'KLF1: overexpression',
      'SPI1: overexpression',
    ]);
    expect(mixed.heldOut).toEqual(['GATA1 knockdown', 'GATA1 overexpression']);
    expect(kindsIn(await select(fixture, { kind: 'knockout' }))).toEqual([
      'control',
      'GATA1: knockout',
      'KLF1: knockout',
      'SPI1: knockout',
    ]);
  });

  it('takes no gene for its dispersion that controls never show, unless it is requested', async () => {
    const fixture = countScreen(['control', 'GATA1']);
    const [cebpa] = genes.keys();
    const rows = fixture.rows.map((row, cell) =>
      row.map((value, g) =>
        g !== cebpa ? value : fixture.obs['perturbation']?.[cell] === 'control' || cell % 9 > 1 ? 0 : 40,
      ),
    );
    const total = { total: genes.length, pasted: [] };
    const chosen = async (change: Partial<Mapping>) =>
      (await select({ ...fixture, rows }, { genes: total, ...change })).genes;
    expect(await chosen({})).toEqual(genes.filter((gene) => gene !== 'CEBPA'));
    expect(await chosen({ genes: { ...total, pasted: ['CEBPA'] } })).toEqual(genes);
  });

  it('makes two perturbations of a gene that is set both ways, by a column named kind or by its labels', async () => {
    const genesOfCells = ['control', 'GATA1', 'SPI1', 'GATA1'];
    const kinds = ['control', 'knockdown', 'inhibitor', 'overexpression'];
    const both = ['control', 'GATA1 knockdown: knockdown', 'GATA1 overexpression: overexpression'];
    const byColumn = await select(
      countScreen(genesOfCells, { kind: Array.from({ length: 140 }, (_, cell) => kinds[cell % 4] ?? null) }),
    );
    expect(kindsIn(byColumn)).toEqual([...both, 'SPI1: inhibitor']);
    const labels = ['control', 'GATA1_KD', 'SPI1_OE', 'GATA1_OE'];
    const fixture = countScreen(labels);
    expect(kindsIn(await select(fixture))).toEqual([
      'control',
      'GATA1_KD knockdown: knockdown',
      'GATA1_OE overexpression: overexpression',
      'SPI1_OE: overexpression',
    ]);
  });

  it('reports one sample per condition', async () => {
    const labels = ['control', ...genes];
    const fixture = countScreen(labels);
    const one = {
      rows: fixture.rows.slice(0, labels.length),
      genes,
      obs: { perturbation: labels },
    };
    const { notes, composition } = await select(one);
    expect(notes.map(({ tag }) => tag)).toEqual(['few-controls', 'one-sample-per-condition']);
    expect(composition).toBeNull();
  });

  it('reports the bytes of all passes as one progress', async () => {
    const source = sourceFixture(countScreen(), 'by-cell');
    const recognition = recognise(source.opened);
    const shares: number[] = [];
    await selectDataset(source, recognition, recognition.mapping, (done, total) => shares.push(done / total));
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it('reads the labels again if the mapping differs from the recognised one', async () => {
    const oe = countScreen(['WT', 'FLI1', 'CEBPA']).obs['perturbation'] ?? [];
    const source = sourceFixture(countScreen(pattern, { oe }), 'dense');
    const recognition = recognise(source.opened);
    const { mapping } = recognise(source.opened, { perturbationColumn: 'oe' });
    const dataset = await selectDataset(source, recognition, mapping, () => {});
    expect(dataset.conditions.map(({ label }) => label)).toEqual(['WT', 'CEBPA', 'FLI1']);
  });
});

describe('openedFixture', () => {
  it('is recognised as counts', () => {
    expect(recognise(openedFixture(countScreen())).mapping.values).toBe('counts');
  });
});

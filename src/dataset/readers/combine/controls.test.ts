/** A made-up screen without controls is joined with a file of control cells. */
import { describe, expect, it } from 'vitest';
import {
  column,
  openedFixture,
  sourceFixture,
  type Fixture,
} from '../../../../tests/support/dataset/screens';
import { selectDataset } from '../../quality/select';
import { recognise } from '../../recognise/recognise';
import type { Block, ExpressionSource } from '../../source';
import { columnsOf, denseOf } from '../../../../tests/fixtures/readers/fixture';
import { withControls, type ControlsPlace } from './controls';
import { DatasetFailure, type DatasetError } from '../../errors';

const genes = ['GATA1', 'SPI1', 'KLF1', 'TAL1', 'FLI1', 'CEBPA', 'GFI1'];
const at: ControlsPlace = {
  matrix: 'X',
  geneColumn: null,
  perturbationColumns: ['ko'],
  label: 'control',
};

/** Counts with zeros, different enough to notice a value in a wrong place. */
function counts(cells: number, width: number, salt: number): number[][] {
  return Array.from({ length: cells }, (_, cell) =>
    Array.from({ length: width }, (__, gene) =>
      (cell + gene + salt) % 3 === 0 ? 0 : salt + cell * 20 + gene,
    ),
  );
}

const labels = ['GATA1', 'SPI1', 'KLF1'];
const screen: Fixture = {
  name: 'bare.h5ad',
  rows: counts(11, genes.length, 1),
  genes,
  obs: {
    ko: Array.from({ length: 11 }, (_, cell) => labels[cell % 3] ?? null),
    lane: Array.from({ length: 11 }, (_, cell) => `L${cell % 2}`),
    depth: Array.from({ length: 11 }, (_, cell) => cell),
    site: Array.from({ length: 11 }, () => 'here'),
  },
};
/** In another order, without TAL1 and with two further genes. */
const controlGenes = ['ACTB', 'KLF1', 'CEBPA', 'GFI1', 'SPI1', 'GATA1', 'FLI1', 'MYC'];
const controls: Fixture = {
  name: 'ctrl.h5ad',
  rows: counts(8, controlGenes.length, 500),
  genes: controlGenes,
  obs: {
    lane: Array.from({ length: 8 }, (_, cell) => (cell < 7 ? 'L2' : null)),
    depth: Array.from({ length: 8 }, (_, cell) => 100 + cell),
    site: Array.from({ length: 8 }, (_, cell) => cell),
  },
};

function merged(
  main: Fixture = screen,
  added: Fixture = controls,
  place: Partial<ControlsPlace> = {},
): ExpressionSource {
  return withControls(sourceFixture(main, 'dense'), sourceFixture(added, 'dense'), { ...at, ...place });
}

function refusal(main: Fixture, added: Fixture, place: Partial<ControlsPlace> = {}): DatasetError {
  try {
    merged(main, added, place);
  } catch (error) {
    if (error instanceof DatasetFailure) return error.problem;
    throw error;
  }
  throw new Error('It was not refused.');
}

/** The fixture with logarithms of its values. */
function logged(fixture: Fixture): Fixture {
  return { ...fixture, rows: fixture.rows.map((row) => row.map((value) => Math.log1p(value / 7))) };
}

const layouts: readonly Block['layout'][] = ['dense', 'by-cell', 'by-gene'];
const pairsOfLayouts = layouts.flatMap((main) =>
  layouts.map((added): [Block['layout'], Block['layout']] => [main, added]),
);

/** [cells] values of a gene by its name. */
function byName(fixture: Fixture, names: readonly string[]): number[][] {
  return fixture.rows.map((row) => names.map((name) => row[fixture.genes.indexOf(name)] ?? Number.NaN));
}

describe('withControls', () => {
  it.each(pairsOfLayouts)(
    'a screen %s with controls %s has the values of both by gene',
    async (one, other) => {
      const source = withControls(sourceFixture(screen, one), sourceFixture(controls, other), at);
      const shared = ['GATA1', 'SPI1', 'KLF1', 'FLI1', 'CEBPA', 'GFI1'];
      expect(source.opened.genes['X']?.index).toEqual(shared);
      expect(await denseOf(source, 'X')).toEqual([...byName(screen, shared), ...byName(controls, shared)]);
      const kinds: Block['layout'][] = [];
      for await (const block of source.blocks('X', () => undefined)) kinds.push(block.layout);
      expect([...new Set(kinds)]).toEqual([...new Set([one, other])]);
    },
  );

  it.each(layouts)(
    'genes measured everywhere keep the blocks of the screen as they are (%s)',
    async (layout) => {
      const all = { ...controls, genes: [...genes.toReversed(), 'MYC'] };
      const source = withControls(sourceFixture(screen, layout), sourceFixture(all, layout), at);
      expect(await denseOf(source, 'X')).toEqual([...screen.rows, ...byName(all, genes)]);
      expect(source.opened.notes).toEqual([
        {
          tag: 'controls-file',
          file: 'ctrl.h5ad',
          cells: 8,
          label: 'control',
          leftOut: 0,
          lacking: 0,
          samples: [],
          matricesLeftOut: [],
        },
      ]);
    },
  );

  it('labels the added cells, fills columns of the same name and kind, and leaves others missing', () => {
    const { obs, cells, cellNames } = merged().opened;
    const columns = columnsOf(obs);
    expect([cells, cellNames.length]).toEqual([19, 19]);
    expect(columns['ko']).toEqual([
      ...(screen.obs['ko'] ?? []),
      ...Array.from({ length: 8 }, () => 'control'),
    ]);
    expect(columns['lane']?.slice(10)).toEqual(['L0', 'L2', 'L2', 'L2', 'L2', 'L2', 'L2', 'L2', '']);
    expect(columns['depth']?.slice(9)).toEqual([9, 10, 100, 101, 102, 103, 104, 105, 106, 107]);
    expect(columns['site']?.slice(10)).toEqual(['here', ...Array.from({ length: 8 }, () => '')]);
  });

  it('names dropped genes and never reads them as zero', () => {
    expect(merged().opened.notes).toMatchObject([{ tag: 'controls-file', lacking: 1, samples: ['TAL1'] }]);
  });

  it('matches genes by Ensembl id without version, or by symbol', async () => {
    const ids = genes.map((_, gene) => `ENSG0000000000${gene}`);
    const byId = { ...screen, genes: ids.map((id) => `${id}.3`), geneColumns: { gene: genes } };
    const versions = { ...controls, rows: counts(4, 7, 500), genes: ids.map((id) => `${id}.12`), obs: {} };
    expect((await denseOf(merged(byId, versions, { geneColumn: 'gene' }), 'X')).slice(11)).toEqual(
      versions.rows,
    );
    const symbols = { ...versions, genes };
    expect((await denseOf(merged(byId, symbols, { geneColumn: 'gene' }), 'X')).slice(11)).toEqual(
      symbols.rows,
    );
    const both = { ...versions, genes, geneColumns: { gene_ids: ids } };
    const bare = { ...screen, genes: ids, obs: { ko: labels.concat(labels, labels, labels).slice(0, 11) } };
    expect((await denseOf(merged(bare, both), 'X')).slice(11)).toEqual(both.rows);
  });

  it('labels only the control cells of a file with perturbed cells', () => {
    const ko = ['NT-1', 'GATA1', 'NT-2', 'SPI1', 'odd', null, 'NT-1', 'KLF1'];
    const mixed = { ...controls, obs: { ko } };
    const { obs, notes } = merged(screen, mixed).opened;
    expect(columnsOf(obs)['ko']?.slice(11)).toEqual(['control', '', 'control', '', '', '', 'control', '']);
    expect(notes).toMatchObject([{ cells: 3, leftOut: 5 }]);
    const unnamed = {
      ...controls,
      obs: { ko: ['line 4', 'GATA1', null, 'line 4', 'SPI1', null, null, null] },
    };
    expect(merged(screen, unnamed).opened.notes).toMatchObject([{ cells: 6, leftOut: 2 }]);
    const perturbed = { ...controls, obs: { ko: Array.from({ length: 8 }, () => 'SPI1') } };
    expect(refusal(screen, perturbed)).toEqual({ tag: 'no-controls', file: 'ctrl.h5ad', labels: ['SPI1'] });
  });

  it('extends labels from row names', () => {
    const opened = {
      ...openedFixture({ ...screen, obs: {} }),
      cellNames: labels.flatMap((l) => [l, l, l, l]).slice(0, 11),
    };
    const main = { ...sourceFixture({ ...screen, obs: {} }, 'dense'), opened };
    const place = { ...at, perturbationColumns: ['row names'] };
    const source = withControls(main, sourceFixture(controls, 'dense'), place);
    expect(recognise(source.opened).mapping).toMatchObject({
      perturbationColumn: 'row names',
      control: { mode: 'cells', labels: ['control'] },
    });
  });

  it('keeps a second matrix only where the controls have a matching one', () => {
    const main = sourceFixture(screen, 'dense');
    const [info] = openedFixture(logged(screen)).matrices;
    const axis = main.opened.genes['X'];
    if (info === undefined || axis === undefined) throw new Error('The fixture has a matrix.');
    const opened = {
      ...main.opened,
      matrices: [...main.opened.matrices, { ...info, path: 'layers/logged' }],
      genes: { ...main.opened.genes, 'layers/logged': axis },
    };
    const source = withControls({ ...main, opened }, sourceFixture(controls, 'dense'), at);
    expect(source.opened.matrices.map(({ path }) => path)).toEqual(['X']);
    expect(source.opened.notes).toMatchObject([{ matricesLeftOut: ['layers/logged'] }]);
  });

  it('reports progress over the bytes of both files', async () => {
    const seen: number[] = [];
    for await (const _ of merged().blocks('X', (done, total) => seen.push(done / total))) void _;
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
  });

  it('has its own fingerprint', () => {
    const salted = sourceFixture(screen, 'dense');
    const opened = { ...salted.opened, fingerprint: 'another' };
    const other = withControls({ ...salted, opened }, sourceFixture(controls, 'dense'), at);
    const named = merged(screen, controls, { label: 'control_2' });
    const all = [merged(), other, named].map((source) => source.opened.fingerprint);
    expect(new Set([...all, openedFixture(screen).fingerprint]).size).toBe(4);
    expect(merged().opened.fingerprint).toBe(all[0]);
  });
});

describe('a file of controls and time points', () => {
  const day = Array.from({ length: 90 }, (_, cell) => ['d1', 'd4'][cell % 2] ?? null);
  const timed: Fixture = {
    rows: counts(90, genes.length, 1),
    genes,
    obs: { ko: Array.from({ length: 90 }, (_, cell) => labels[cell % 3] ?? null), day },
  };
  const select = async (added: Fixture) => {
    const source = merged(timed, added);
    const recognition = recognise(source.opened);
    return selectDataset(source, recognition, recognition.mapping, () => undefined);
  };

  it('controls without times are one condition without time', async () => {
    const { conditions, notes, cells } = await select({ ...controls, rows: counts(30, 8, 500), obs: {} });
    expect(cells).toBe(120);
    expect(conditions.map(({ label, time, cells: size }) => [label, time, size])).toEqual([
      ['control', null, 30],
      ...['GATA1', 'KLF1', 'SPI1'].flatMap((label) => [
        [label, 1, 15],
        [label, 4, 15],
      ]),
    ]);
    expect(notes).toContainEqual({ tag: 'controls-without-time', cells: 30 });
    expect(notes.map(({ tag }) => tag)).not.toContain('cells-without-label');
  });

  it('controls keep the times of their file', async () => {
    const added = { ...controls, rows: counts(30, 8, 500), obs: { day: day.slice(0, 30) } };
    const { conditions, notes } = await select(added);
    expect(conditions.slice(0, 2).map(({ label, time }) => [label, time])).toEqual([
      ['control', 1],
      ['control', 4],
    ]);
    expect(notes.map(({ tag }) => tag)).not.toContain('controls-without-time');
  });
});

it('a number column with perturbations becomes a label column', () => {
  const opened = {
    ...openedFixture(screen),
    obs: [
      column(
        'arm',
        Array.from({ length: 11 }, (_, cell) => cell % 2),
      ),
    ],
  };
  const main = { ...sourceFixture(screen, 'dense'), opened };
  const place = { ...at, perturbationColumns: ['arm'] };
  const source = withControls(main, sourceFixture(controls, 'dense'), place);
  expect(columnsOf(source.opened.obs)['arm']?.slice(9, 13)).toEqual(['1', '0', 'control', 'control']);
});

/** The controls with some genes under other names. */
const without = (names: readonly string[]): Fixture => ({
  ...controls,
  genes: controls.genes.map((gene) => (names.includes(gene) ? `other-${gene}` : gene)),
});

/** Logarithms of values that sum to `total` in every cell. */
const toTotal = (fixture: Fixture, total: number): Fixture => ({
  ...fixture,
  rows: fixture.rows.map((row) => {
    const sum = row.reduce((all, value) => all + value, 0);
    return row.map((value) => Math.log1p((value / sum) * total));
  }),
});

describe('withControls refuses', () => {
  it('an unmeasured perturbed gene, and fewer than half of the genes', () => {
    expect(refusal(screen, without(['KLF1']))).toMatchObject({
      tag: 'controls-lack-genes',
      file: 'ctrl.h5ad',
      screen: 'bare.h5ad',
      genes: 7,
      shared: 5,
      perturbed: ['KLF1'],
    });
    const others = { ...screen, obs: { ko: Array.from({ length: 11 }, () => 'GATA1') } };
    expect(refusal(others, without(['KLF1', 'FLI1', 'CEBPA', 'SPI1']))).toMatchObject({
      tag: 'controls-lack-genes',
      shared: 2,
      perturbed: [],
      lacking: ['SPI1', 'KLF1', 'TAL1'],
    });
  });

  it('counts with logarithms, and the reverse', () => {
    expect(refusal(screen, logged(controls))).toMatchObject({
      tag: 'controls-other-values',
      where: 'X',
      found: 'log-normalised',
      expected: 'counts',
    });
    expect(refusal(logged(screen), controls)).toMatchObject({ found: 'counts', expected: 'log-normalised' });
  });

  it('another normalisation, scaled values, and a missing matrix', () => {
    expect(merged(toTotal(screen, 1e4), toTotal(controls, 1e4)).opened.cells).toBe(19);
    const problem = refusal(toTotal(screen, 1e4), toTotal(controls, 1e6));
    if (problem.tag !== 'controls-other-values') throw new Error(problem.tag);
    expect([problem.found, problem.expected].map((total) => Math.round(Number(total)))).toEqual([
      1_000_000, 10_000,
    ]);
    const scaled = { ...controls, rows: controls.rows.map((row) => row.map((value) => value / 100 - 3)) };
    expect(refusal(screen, scaled)).toMatchObject({ tag: 'negative-values', file: 'ctrl.h5ad', where: 'X' });
    expect(refusal(screen, controls, { matrix: 'raw/X' })).toMatchObject({ tag: 'no-matrix' });
  });
});

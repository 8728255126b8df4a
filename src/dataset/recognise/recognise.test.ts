import { describe, expect, it } from 'vitest';
import { matrixInfo, openedFixture, type Fixture } from '../../../tests/support/dataset/screens';
import type { OpenedFile } from '../annotation';
import { labelsOf, recognise } from './recognise';

const genes = ['GATA1', 'SPI1', 'KLF1', 'TAL1', 'FLI1'];

/** `labels` repeated to 240 cells of log-normalised values. */
function screen(
  labels: readonly (string | null)[],
  more: Partial<Fixture> = {},
  column = 'perturbation',
): Fixture {
  const cells = Array.from({ length: 240 }, (_, cell) => cell);
  return {
    rows: cells.map((cell) => genes.map((_, gene) => Math.log1p(0.7 * ((cell * 7 + gene * 3) % 5)))),
    genes,
    obs: { [column]: cells.map((cell) => labels[cell % labels.length] ?? null), ...more.obs },
    ...Object.fromEntries(Object.entries(more).filter(([key]) => key !== 'obs')),
  };
}

function every<T>(values: readonly T[]): T[] {
  return Array.from(
    { length: 240 },
    (_, cell) => values[Math.floor(cell / 6) % values.length] ?? values[0],
  ).filter((value) => value !== undefined);
}

function perCell(value: (cell: number) => string): string[] {
  return Array.from({ length: 240 }, (_, cell) => value(cell));
}

function withMatrices(opened: OpenedFile, rows: Readonly<Record<string, number[][]>>): OpenedFile {
  const axis = opened.genes['X'] ?? { index: [], columns: [] };
  return {
    ...opened,
    matrices: Object.entries(rows).map(([path, values]) => matrixInfo(path, values)),
    genes: Object.fromEntries(Object.keys(rows).map((path) => [path, axis])),
  };
}

describe('recognise', () => {
  it('says where labels name a protein that was added beside a knockout', () => {
    const labels = ['WT', 'WT_IFNg', 'GATA1KO', 'GATA1KO_IFNg', 'SPI1KO', 'SPI1KO_IFNg'];
    expect(recognise(openedFixture(screen(labels))).notes).toContainEqual({
      tag: 'ligands-in-labels',
      labels: ['GATA1KO_IFNg', 'SPI1KO_IFNg'],
    });
  });

  it('reads a plain screen: column, control, targets, and everything trainable', () => {
    const { mapping, labels, blocked, notes } = recognise(
      openedFixture(screen(['control', 'GATA1', 'SPI1'])),
    );
    expect(mapping).toMatchObject({
      matrix: 'X',
      values: 'log-normalised',
      geneColumn: null,
      perturbationColumn: 'perturbation',
      control: { mode: 'cells', labels: ['control'] },
      timeColumn: null,
      batchColumn: null,
    });
    expect(labels).toEqual([
      { label: 'GATA1', targets: ['GATA1'], role: 'perturbation', cells: 80 },
      { label: 'SPI1', targets: ['SPI1'], role: 'perturbation', cells: 80 },
      { label: 'control', targets: [], role: 'control', cells: 80 },
    ]);
    expect(blocked).toBeNull();
    expect(notes).toEqual([]);
  });

  it('returns the same labels alone and with the guesses', () => {
    const opened = openedFixture(screen(['control', 'GATA1', 'sgSPI1', 'GATA1|KLF1|TAL1', 'unheard', null]));
    const { mapping } = recognise(opened);
    for (const change of [
      {},
      { filter: { mostGuides: 1 } },
      { control: { mode: 'reference' as const, label: 'GATA1' } },
      { perturbationColumn: 'row names' },
    ])
      expect(labelsOf(opened, { ...mapping, ...change })).toEqual(
        recognise(opened, { ...mapping, ...change }).labels,
      );
  });

  it('takes proteins that were added for inputs, unless the file says what was done to their genes', () => {
    const proteins = ['IFNG', 'TNF', 'IL6', 'GATA1'];
    const labels = ['PBS', 'IFNG', 'TNF', 'GATA1 KO'];
    const read = (more: Fixture['obs'], kind?: 'knockout') => {
      const opened = openedFixture({
        ...screen(labels, { obs: more }, 'treatment'),
        rows: Array.from({ length: 240 }, (_, cell) => proteins.map((_gene, g) => (cell * 7 + g * 3) % 5)),
        genes: proteins,
      });
      const found = recognise(opened, kind ? { kind } : {});
      expect(labelsOf(opened, found.mapping)).toEqual(found.labels);
      return Object.fromEntries(found.labels.map(({ label, targets }) => [label, targets.join()]));
    };
    const asGenes = { IFNG: 'IFNG', TNF: 'TNF', 'GATA1 KO': 'GATA1', PBS: '' };
    expect(read({})).toEqual({ ...asGenes, IFNG: 'IFNG protein', TNF: 'TNF protein' });
    expect(read({}, 'knockout')).toEqual(asGenes);
    expect(read({ cell_line: every(['K562-dCas9-KRAB']) })).toEqual(asGenes);
    expect(read({ perturbation_type: every(['CRISPRi']) })).toEqual(asGenes);
  });

  it('compares with the other perturbations if no label is a control, with the reason', () => {
    const fixture = screen(
      ['GATA1', 'SPI1'],
      {
        genes: [
          'ENSG00000102145',
          'ENSG00000066336',
          'ENSG00000105610',
          'ENSG00000162367',
          'ENSG00000151702',
        ],
        geneColumns: { gene: genes, type: genes.map(() => 'Gene Expression') },
        obs: { t: every([2, 3, 4, 5]) },
      },
      'ko',
    );
    const { mapping, guesses, blocked } = recognise(openedFixture(fixture));
    expect(mapping).toMatchObject({
      perturbationColumn: 'ko',
      kind: 'knockout',
      control: { mode: 'others' },
      timeColumn: 't',
      geneColumn: 'gene',
    });
    expect(blocked).toBeNull();
    expect(guesses.find(({ field }) => field === 'kind')?.reason).toEqual({
      tag: 'from-column-name',
      column: 'ko',
    });
    expect(guesses.find(({ field }) => field === 'timeColumn')).toMatchObject({
      samples: ['2', '3', '4'],
      certainty: 'assumed',
    });
  });

  it('does not take a missing label for a control', () => {
    const { mapping, labels } = recognise(openedFixture(screen(['GATA1', 'SPI1', null, 'nan'])));
    expect(mapping.control).toEqual({ mode: 'others' });
    expect(labels.find(({ label }) => label === 'nan')?.role).toBe('unrecognised');
  });

  it('takes the empty label of a list of targets as the control', () => {
    const { mapping, labels } = recognise(openedFixture(screen(['', 'GATA1', 'GATA1,SPI1'], {}, 'targets')));
    expect(mapping.control).toEqual({ mode: 'cells', labels: [''] });
    expect(labels.find(({ label }) => label === 'GATA1,SPI1')?.targets).toEqual(['GATA1', 'SPI1']);
  });

  it('prefers the column of targets to the column of guides and to columns of cell states', () => {
    const guides = ['NTC_1', 'GATA1_g1', 'GATA1_g2', 'SPI1_g1'];
    const fixture = screen(
      ['NT', 'GATA1', 'GATA1', 'SPI1'],
      {
        obs: {
          guide_id: Array.from({ length: 240 }, (_, cell) => guides[cell % 4] ?? null),
          phase: every(['G1', 'S', 'G2M']),
          celltype: every(['HSC', 'MEP', 'GMP']),
        },
      },
      'gene',
    );
    const { mapping, perturbationColumns } = recognise(openedFixture(fixture));
    expect(mapping.perturbationColumn).toBe('gene');
    expect(perturbationColumns).toEqual(['gene', 'guide_id']);
  });

  it('finds labels by Ensembl id if genes are shown by symbol', () => {
    const ids = genes.map((_, gene) => `ENSG0000000000${gene}`);
    const fixture = screen(['non-targeting', `${ids[0]}.4`], {
      genes: ids,
      geneColumns: { gene_name: genes },
    });
    const { labels, mapping } = recognise(openedFixture(fixture));
    expect(mapping.geneColumn).toBe('gene_name');
    expect(labels.map(({ targets }) => targets)).toEqual([['GATA1'], []]);
  });

  it('takes unmeasured genes and labels that are no genes as inputs', () => {
    const { labels, notes } = recognise(
      openedFixture(screen(['control', 'GATA1', 'GATA1+SOX17', 'SOX17', 'sox18', 'TNF alpha 10 ng'])),
    );
    expect(labels.flatMap(({ label, inputs }) => (inputs ? [[label, ...inputs]] : []))).toEqual([
      ['GATA1+SOX17', 'SOX17'],
      ['SOX17', 'SOX17'],
      ['TNF alpha 10 ng', 'TNF alpha 10 ng'],
      ['sox18', 'sox18'],
    ]);
    expect(notes).toEqual([{ tag: 'targets-latent', labels: ['SOX17', 'TNF alpha 10 ng', 'sox18'] }]);
  });

  it('finds human symbols in mouse data and vice versa, and reports labels that use a synonym', () => {
    const mouse = ['Gata1', 'Spi1', 'Klf1', 'Trp53', 'Fli1'];
    const inMouse = recognise(openedFixture(screen(['control', 'GATA1', 'PU.1', 'p53'], { genes: mouse })));
    expect(
      inMouse.labels.filter(({ role }) => role === 'perturbation').map(({ targets }) => targets),
    ).toEqual([['Gata1'], ['Spi1'], ['Trp53']]);
    expect(inMouse.notes).toEqual([
      {
        tag: 'synonyms',
        found: [
          { label: 'PU.1', targets: ['Spi1'] },
          { label: 'p53', targets: ['Trp53'] },
        ],
      },
    ]);
    const inHuman = recognise(openedFixture(screen(['control', 'Gata1', 'sgSpi1-2', 'klf1_tal1'])));
    expect(inHuman.labels.map(({ targets }) => targets.join(' '))).toEqual([
      'GATA1',
      '',
      'KLF1 TAL1',
      'SPI1',
    ]);
    expect(inHuman.notes).toEqual([]);
  });

  it('is blocked without a column, without measured targets, without control cells, and by scaled and constant values', () => {
    const good = screen(['control', 'GATA1', 'SPI1']);
    expect(recognise(openedFixture({ ...good, obs: {} })).blocked).toBe('no-perturbation-column');
    expect(recognise(openedFixture(screen(['control', 'imatinib'], {}, 'drug'))).blocked).toBe(
      'no-targets-measured',
    );
    const absent = { control: { mode: 'cells', labels: ['absent'] } } as const;
    expect(recognise(openedFixture(good), absent).blocked).toBe('no-controls');
    const scaled = { ...good, rows: good.rows.map((row) => row.map((value) => value - 1)) };
    expect(recognise(openedFixture(scaled)).blocked).toBe('scaled-values');
    const constant = { ...good, rows: good.rows.map((row) => row.map(() => 3)) };
    expect(recognise(openedFixture(constant)).blocked).toBe('no-values');
  });

  it('uses raw values or counts if X was scaled', () => {
    const fixture = screen(['control', 'GATA1']);
    const rows = fixture.rows.map((row) => [...row]);
    const scaled = rows.map((row) => row.map((value) => value - 1));
    const counts = rows.map((row) => row.map((value) => Math.round(Math.expm1(value))));
    const opened = openedFixture(fixture);
    const withRaw = recognise(withMatrices(opened, { X: scaled, 'layers/counts': counts, 'raw/X': rows }));
    expect(withRaw.mapping).toMatchObject({ matrix: 'raw/X', values: 'log-normalised' });
    const withCounts = recognise(withMatrices(opened, { X: scaled, 'layers/counts': counts }));
    expect(withCounts.mapping).toMatchObject({ matrix: 'layers/counts', values: 'counts' });
    expect(withCounts.blocked).toBeNull();
    const empty = rows.map((row) => row.map(() => 0));
    const withLayer = recognise(withMatrices(opened, { X: empty, 'layers/counts': counts }));
    expect(withLayer.mapping.matrix).toBe('layers/counts');
    expect(withLayer.guesses.find(({ field }) => field === 'matrix')?.reason).toEqual({
      tag: 'main-matrix-empty',
      path: 'X',
    });
  });

  it('uses raw values if X lacks perturbed genes that raw measures', () => {
    const opened = openedFixture(screen(['control', 'GATA1', 'SPI1', 'SOX17']));
    const more = [...genes, 'SOX17'];
    const raw = { index: more, columns: [] };
    const rows = Array.from({ length: 240 }, () => more.map((_, gene) => gene / 3));
    const { mapping, notes } = recognise({
      ...opened,
      matrices: [...opened.matrices, matrixInfo('raw/X', rows)],
      genes: { ...opened.genes, 'raw/X': raw },
    });
    expect(mapping.matrix).toBe('raw/X');
    expect(notes).toEqual([]);
  });

  it('a field that is kept, and that the user did not set, keeps its reason', () => {
    const replicate = perCell((cell) => ['a', 'b', 'a', 'b', 'a', 'a'][cell % 6] ?? '');
    const perturbation = perCell((cell) => ['control', 'GATA1', 'SPI1'][cell % 3] ?? '');
    const opened = openedFixture(screen([], { obs: { perturbation, replicate } }));
    const first = recognise(opened);
    const batchOf = ({ guesses }: typeof first) => guesses.find(({ field }) => field === 'batchColumn');
    const control = { mode: 'cells', labels: ['SPI1'] } as const;
    const then = recognise(opened, { control }, first.mapping, null, first.guesses);
    expect(then.mapping.batchColumn).toBe('replicate');
    expect(batchOf(then)).toEqual(batchOf(first));
    expect(then.guesses.find(({ field }) => field === 'control')?.reason.tag).toBe('chosen-by-user');
    const set = recognise(opened, { batchColumn: 'replicate' }, then.mapping, null, then.guesses);
    expect(batchOf(set)?.reason.tag).toBe('chosen-by-user');
  });

  it('keeps what the user changed and guesses dependent fields again', () => {
    const fixture = screen(['control', 'GATA1', 'SPI1'], {
      obs: { oe: every(['WT', 'KLF1', 'TAL1']), day: every([1, 2]), replicate: every(['a', 'b']) },
    });
    const opened = openedFixture(fixture);
    const first = recognise(opened).mapping;
    expect(first).toMatchObject({ perturbationColumn: 'perturbation', kind: 'knockout', timeColumn: 'day' });

    const noTime = recognise(
      opened,
      { timeColumn: null, heldOut: ['SPI1'], values: 'normalised' },
      first,
    ).mapping;
    expect(noTime).toEqual({ ...first, timeColumn: null, heldOut: ['SPI1'], values: 'normalised' });

    const { guesses } = recognise(opened, { timeColumn: null, batchColumn: 'day' }, first);
    expect(guesses.find(({ field }) => field === 'batchColumn')).toEqual({
      field: 'batchColumn',
      samples: ['1', '2'],
      reason: { tag: 'chosen-by-user' },
      certainty: 'sure',
    });

    const other = recognise(opened, { perturbationColumn: 'oe' }, noTime).mapping;
    expect(other).toMatchObject({
      perturbationColumn: 'oe',
      control: { mode: 'cells', labels: ['WT'] },
      kind: 'overexpression',
      heldOut: [],
      timeColumn: null,
      values: 'normalised',
    });
    expect(recognise(opened, other).mapping).toEqual(other);
  });

  it('makes a chosen perturbation the reference', () => {
    const change = { control: { mode: 'reference', label: 'SPI1' } } as const;
    const { labels, blocked } = recognise(openedFixture(screen(['GATA1', 'SPI1', 'KLF1'])), change);
    expect(labels.map(({ label, role }) => `${label} ${role}`)).toEqual([
      'GATA1 perturbation',
      'KLF1 perturbation',
      'SPI1 control',
    ]);
    expect(blocked).toBeNull();
  });

  it('reads the row names as labels if there is no column, and only if they name genes', () => {
    const opened = openedFixture({ ...screen([]), obs: {} });
    expect(recognise(opened).blocked).toBe('no-perturbation-column');
    const cellNames = opened.cellNames.map((_, cell) => `${['WT', 'GATA1_KO', 'SPI1_KO'][cell % 3]}_${cell}`);
    const { mapping, labels, blocked } = recognise({ ...opened, cellNames });
    expect(mapping).toMatchObject({ perturbationColumn: 'row names', kind: 'knockout' });
    // Samples, not guides.
    expect(mapping.guideColumn).toBeUndefined();
    expect(labels.slice(0, 3).map(({ role, targets }) => [role, ...targets])).toEqual([
      ['control'],
      ['perturbation', 'GATA1'],
      ['perturbation', 'SPI1'],
    ]);
    expect(blocked).toBeNull();
  });

  it('reads thousands of row names as labels where they name genes, as in pseudobulk of a genome', () => {
    const opened = openedFixture({ ...screen([]), obs: {} });
    const cells = 6000;
    const named = (name: (row: number) => string) => ({
      ...opened,
      cells,
      cellNames: Array.from({ length: cells }, (_, row) => name(row)),
    });
    const pseudobulk = named((row) =>
      row % 60 === 0
        ? `${row}_non-targeting_non-targeting_non-targeting`
        : `${row}_GATA1_P1P2_ENSG00000102145`,
    );
    expect(recognise(pseudobulk)).toMatchObject({
      mapping: { perturbationColumn: 'row names', control: { mode: 'cells' } },
      blocked: null,
    });
    expect(recognise(named((row) => `cell${row}`)).blocked).toBe('no-perturbation-column');
  });

  it('tells gene names that look like dates', () => {
    const dates = ['1-Mar', 'Sep-07', '2024-03-01'];
    const index = ['GATA1', ...dates, 'DEC1', 'MARCH1', 'H1-2'];
    const rows = Array.from({ length: 60 }, (_, cell) => index.map((__, gene) => (cell + gene) % 5));
    const obs = { perturbation: perCell((cell) => (cell % 2 === 0 ? 'control' : 'GATA1')).slice(0, 60) };
    expect(recognise(openedFixture({ rows, genes: index, obs })).notes).toContainEqual({
      tag: 'names-like-dates',
      names: dates,
    });
  });

  it('tells labels that look like dates, and gene names that became numbers', () => {
    const index = [
      'GATA1',
      'MARCHF1',
      '43891',
      '2.31E+19',
      ...Array.from({ length: 60 }, (_, gene) => `G${gene}`),
    ];
    const rows = Array.from({ length: 60 }, (_, cell) => index.map((__, gene) => (cell + gene) % 5));
    const given = ['control', 'GATA1', '1-Mar', '01. Mrz', '4-Oct'];
    const obs = { perturbation: perCell((cell) => given[cell % 5] ?? '').slice(0, 60) };
    const { notes, labels } = recognise(openedFixture({ rows, genes: index, obs }));
    expect(notes).toContainEqual({ tag: 'names-like-dates', names: ['43891', '2.31E+19'] });
    expect(notes).toContainEqual({ tag: 'labels-like-dates', labels: ['01. Mrz', '1-Mar', '4-Oct'] });
    expect(labels.filter(({ role }) => role === 'perturbation').map(({ label }) => label)).toEqual(['GATA1']);
    // Numbers of Entrez name all genes.
    for (const step of [1, 500]) {
      const numbers = index.map((_, gene) => String(43_900 + step * gene));
      const { notes: of } = recognise(openedFixture({ rows, genes: numbers, obs }));
      expect(of.map(({ tag }) => tag)).not.toContain('names-like-dates');
    }
  });

  it('a column of samples that holds times is no batch too', () => {
    const obs = { sample: every(['Day0', 'Day3']) };
    const opened = openedFixture(screen(['control', 'GATA1', 'SPI1'], { obs }));
    expect(recognise(opened).mapping).toMatchObject({ timeColumn: 'sample', batchColumn: null });
    const untimed = recognise(opened, { timeColumn: null });
    expect(untimed.mapping).toMatchObject({ timeColumn: null, batchColumn: 'sample' });
  });

  it('guesses a batch column only if every batch has controls', () => {
    const apart = perCell((cell) => (cell % 3 === 0 ? 'a' : 'b'));
    const mixed = perCell((cell) => (cell % 2 === 0 ? 'a' : 'b'));
    const labels = ['control', 'GATA1', 'SPI1'];
    expect(
      recognise(openedFixture(screen(labels, { obs: { batch: apart } }))).mapping.batchColumn,
    ).toBeNull();
    expect(recognise(openedFixture(screen(labels, { obs: { batch: mixed } }))).mapping.batchColumn).toBe(
      'batch',
    );
  });
});

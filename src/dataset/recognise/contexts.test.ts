import { describe, expect, it } from 'vitest';
import { type Fixture, openedFixture, sourceFixture } from '../../../tests/support/dataset/screens';
import type { Mapping } from '../mapping';
import { everyGene } from '../quality/everyGene';
import { selectDataset } from '../quality/select';
import { recognise } from './recognise';

const GENES = ['GATA1', 'SPI1', 'KLF1'];
const LABELS = ['control', 'GATA1', 'SPI1'];
const CELLS = 120;

type Columns = Readonly<Record<string, (cell: number, label: string) => string | number>>;

/** Cells of three labels in turn, with further columns by the number of the cell and its label. */
function screenOf(columns: Columns): Fixture {
  const cells = Array.from({ length: CELLS }, (_, cell) => ({ cell, label: LABELS[cell % 3] ?? '' }));
  const values = (of: (cell: number, label: string) => string | number) => {
    const all = cells.map(({ cell, label }) => of(cell, label));
    const numbers = all.filter((value) => typeof value === 'number');
    return numbers.length === all.length ? numbers : all.map(String);
  };
  return {
    rows: cells.map(({ cell }) => [cell % 5, 1 + (cell % 3), 2]),
    genes: GENES,
    obs: {
      perturbation: values((_, label) => label),
      ...Object.fromEntries(Object.entries(columns).map(([name, of]) => [name, values(of)])),
    },
  };
}

const recognised = (columns: Columns, change: Partial<Mapping> = {}) =>
  recognise(openedFixture(screenOf(columns)), change);

const technology = (cell: number) => (cell % 2 === 0 ? 'CRISPRi' : 'CRISPRa');

describe('cells of two technologies', () => {
  it('are compared with controls of their own', () => {
    const { mapping, guesses } = recognised({ system: technology });
    expect(mapping).toMatchObject({ kindColumn: 'system', batchColumn: 'system' });
    expect(guesses.find(({ field }) => field === 'batchColumn')?.reason.tag).toBe('controls-of-each-kind');
    const withoutOwn = recognised({
      system: (cell, label) => (label === 'control' ? 'CRISPRi' : technology(cell)),
    });
    expect(withoutOwn.mapping).toMatchObject({ kindColumn: 'system', batchColumn: null });
  });

  it('are contexts where their column is named so', () => {
    expect(recognised({ cell_line: (cell) => `K562 ${technology(cell)}` }).mapping).toMatchObject({
      kindColumn: 'cell_line',
      contextColumn: 'cell_line',
      batchColumn: null,
    });
  });
});

const contextsIn = (columns: Columns, change: Partial<Mapping> = {}) =>
  recognised(columns, change).notes.filter(({ tag }) => tag === 'contexts');

/** Of a screen with one knockout. */
const only = (label: string) => (label === 'control' ? label : 'GATA1');

const contextsOfOne = (of: (cell: number, label: string) => string) =>
  contextsIn({ perturbation: (_, label) => only(label), treatment: of });

/** Perturbations and contexts of the cells that take part in effects. */
function cellsOf(columns: Columns, change: Partial<Mapping> = {}) {
  const source = sourceFixture(screenOf(columns), 'dense');
  const recognition = recognise(source.opened, { values: 'counts', ...change });
  const { perturbations, guides, guideOfCell, contexts } = everyGene(
    source,
    recognition,
    recognition.mapping,
    null,
  );
  const labels = Array.from(guideOfCell, (guide) => perturbations[guides[guide]?.perturbation ?? -1]?.label);
  return { labels, contexts };
}

const lineOf = (cell: number) => (cell % 2 ? 'A549_LUNG' : 'TEN_MUSCLE');
const half = (cell: number) => (cell < CELLS / 2 ? 'K562' : 'RPE1');

const passageOf = (cell: number) => (cell < 20 ? 'P11' : cell < 50 ? 'P3' : 'P0');

const inTurn = (cell: number) => ['control', 'GATA1', 'SPI1', 'KLF1'][cell % 4] ?? '';

/** Contexts of three perturbations, of which one differs from the others. */
const notesOfFour = (column: string) => {
  const { rows } = screenOf({});
  const values = rows.map((_, cell) => (inTurn(cell) === 'KLF1' ? '2.5' : '1'));
  const obs = { perturbation: rows.map((_, cell) => inTurn(cell)), [column]: values };
  return recognise(openedFixture({ rows, genes: GENES, obs })).notes.filter(({ tag }) => tag === 'contexts');
};

describe('contexts that are read as one', () => {
  it.each([
    ['predicted.celltype.l1', 1],
    ['Celltype_annotation', 1],
    ['infection_status', 1],
    ['media', 1],
    ['cell_state', 0],
  ])('are told by their column: %s %i', (name, found) => {
    expect(contextsIn({ [name]: (cell) => (cell < 90 ? 'a' : 'b') })).toHaveLength(found);
  });

  it('are listed by their number where they differ in it alone', () => {
    const [note] = contextsIn({ condition: passageOf });
    expect(note?.tag === 'contexts' && note.contexts.map(({ name }) => name)).toEqual(['P0', 'P3', 'P11']);
    expect(cellsOf({ condition: passageOf }).contexts?.names).toEqual(['P0', 'P3', 'P11']);
  });

  it('are not doses of which each perturbation has one', () => {
    expect(notesOfFour('dose_value')).toEqual([]);
    expect(notesOfFour('culture')).toHaveLength(1);
  });

  it('are named with their cells and controls', () => {
    expect(contextsIn({ cell_line: (cell) => (cell < 90 ? 'K562' : 'RPE1') })).toEqual([
      {
        tag: 'contexts',
        column: 'cell_line',
        contexts: [
          { name: 'K562', count: 90, controls: 30 },
          { name: 'RPE1', count: 30, controls: 10 },
        ],
        told: true,
      },
    ]);
  });

  it('hold one perturbation, where others hold it too', () => {
    expect(contextsOfOne(half)).toMatchObject([{ column: 'treatment', told: true }]);
    expect(contextsOfOne((_, label) => `${only(label)} arm`)).toEqual([]);
  });

  it.each([
    ['singlet_ID', 24],
    ['cell_line', 99],
    ['DepMap_ID', 24],
    ['cell_line_name', 24],
  ])('are blocks where a pool has many lines: %s', (name, lines) => {
    const cells = Array.from({ length: lines * 30 }, (_, cell) => cell);
    const obs = {
      perturbation: cells.map((cell) => LABELS[cell % 3] ?? ''),
      [name]: cells.map((cell) => `L${Math.floor(cell / 30)}_LUNG`),
      channel: cells.map((cell) => `ch${Math.floor(cell / 3) % 2}`),
    };
    const rows = cells.map((cell) => [cell % 5, 1 + (cell % 3), 2]);
    const { mapping } = recognise(openedFixture({ rows, genes: GENES, obs }));
    expect(mapping).toMatchObject({ batchColumn: name, perturbationColumn: 'perturbation' });
    expect(mapping.contextColumn ?? null).toBeNull();
    // Without controls in each line.
    const own = obs.perturbation.map((label, cell) => (label === 'control' && cell < 30 ? null : label));
    const few = openedFixture({ rows, genes: GENES, obs: { ...obs, perturbation: own } });
    expect(recognise(few).mapping.batchColumn).toBe('channel');
  });

  it('are lines of singlets told by their genotypes, but not donors', () => {
    expect(recognised({ singlet_ID: lineOf }).mapping.contextColumn).toBe('singlet_ID');
    expect(recognised({ DepMap_ID: (cell) => `ACH-00000${cell % 2}` }).mapping.contextColumn).toBe(
      'DepMap_ID',
    );
    expect(contextsIn({ singlet_ID: (cell) => `donor_${cell % 2}` })).toEqual([]);
  });

  it('are what cells were treated with besides', () => {
    expect(contextsIn({ drug2: (cell) => (cell % 2 ? 'DMSO' : 'JQ1') })).toMatchObject([
      { column: 'drug2', told: true },
    ]);
  });

  it('are named once where two columns say the same', () => {
    const found = contextsIn({
      tissue: (cell) => (half(cell) === 'K562' ? 'blood' : 'eye'),
      cell_line: half,
    });
    expect(found).toHaveLength(1);
    expect(contextsIn({ dose: (cell) => cell % 2, cell_line: half })).toHaveLength(2);
    expect(contextsIn({ dox: (cell) => (cell % 2 ? '+dox' : '-dox') })).toHaveLength(1);
  });

  it.each<[string, string, (cell: number, label: string) => string | number, Partial<Mapping>]>([
    ['a column with one value', 'cell_line', () => 'K562', {}],
    [
      'the kind of perturbation, which controls do not have',
      'perturbation_type',
      (_, label) => (label === 'control' ? 'none' : 'CRISPR'),
      {},
    ],
    ['a column that repeats the labels', 'genotype', (_, label) => `${label} -/-`, {}],
    ['values with few cells', 'cell_line', (cell) => (cell < 3 ? 'HEK293' : 'K562'), {}],
    ['clusters', 'leiden', half, {}],
    ['the column of batches', 'cell_line', half, { batchColumn: 'cell_line' }],
    ['unknown values', 'cell_type', (cell) => (cell < 60 ? 'unknown' : 'T cell'), {}],
  ])('are not %s', (_, name, of, change) => {
    expect(contextsIn({ [name]: of }, change)).toEqual([]);
  });
});

const third = (cell: number) => (cell < CELLS / 3 ? 'stimulated' : 'resting');
const ofPerturbed = (cell: number, label: string) => (label === 'control' ? 'NA' : third(cell));

/** Of the data set that training reads. */
async function columnWith(change: Partial<Mapping>) {
  const source = sourceFixture(screenOf({ condition: third }), 'dense');
  const recognition = recognise(source.opened, { values: 'counts', ...change });
  const read = await selectDataset(source, recognition, recognition.mapping, () => undefined);
  return read.contextColumn;
}

it('a sheet of few samples has contexts with a control and a perturbed sample each', () => {
  const rows = Array.from({ length: 8 }, (_, row) => [row % 5, 1 + (row % 3), 2]);
  const genotype = rows.map((_, row) => (row % 4 < 2 ? 'WT' : 'GATA1 KO'));
  const treatment = rows.map((_, row) => (row % 2 === 0 ? 'untreated' : 'IFNg'));
  for (const [ofGenes, ofContexts] of [
    ['genotype', 'treatment'],
    ['Genotyp', 'Behandlung'],
  ] as const) {
    const obs = { [ofGenes]: genotype, [ofContexts]: treatment };
    const { mapping } = recognise(openedFixture({ rows, genes: GENES, obs }));
    expect(mapping).toMatchObject({ perturbationColumn: ofGenes, contextColumn: ofContexts });
  }
});

describe('effects are told apart by contexts', () => {
  it('where a column names them, with controls in each', () => {
    const { contexts, labels } = cellsOf({ condition: third });
    expect(contexts?.column).toBe('condition');
    expect(contexts?.names).toEqual(['resting', 'stimulated']);
    expect(Array.from(contexts?.ofCell ?? [], (at) => contexts?.names[at])).toEqual(
      Array.from({ length: CELLS }, (_, cell) => third(cell)),
    );
    expect(labels).toHaveLength(CELLS);
  });

  it.each<[string, Columns, Partial<Mapping>]>([
    [
      'controls are of one context',
      { condition: (cell, label) => (label === 'control' ? 'a' : third(cell)) },
      {},
    ],
    ['the person reads them as one', { condition: third }, { contextColumn: null }],
    ['clusters are not chosen', { leiden: third }, {}],
    ['donors are blocks', { donor: third }, {}],
  ])('not where %s', (_, columns, change) => {
    expect(cellsOf(columns, change).contexts).toBeUndefined();
  });

  it('where the person chooses a column: clusters, donors', () => {
    for (const name of ['leiden', 'donor'])
      expect(cellsOf({ [name]: third }, { contextColumn: name }).contexts?.names).toEqual([
        'resting',
        'stimulated',
      ]);
  });

  it('and the data set names their column', async () => {
    expect(await columnWith({})).toBe('condition');
    expect(await columnWith({ contextColumn: null })).toBeUndefined();
    expect(await columnWith({ contextColumn: 'condition', context: 'stimulated' })).toBeUndefined();
  });

  it('or cells of one context take part alone', () => {
    const change = { contextColumn: 'condition', context: 'stimulated' };
    const { labels, contexts } = cellsOf({ condition: third }, change);
    expect(contexts).toBeUndefined();
    expect(labels).toEqual(Array.from({ length: CELLS / 3 }, (_, cell) => LABELS[cell % 3]));
    const { notes, takingPart } = recognised({ condition: third }, change);
    expect(takingPart.cells).toBe(CELLS / 3);
    expect(notes).toContainEqual({
      tag: 'one-context',
      column: 'condition',
      context: 'stimulated',
      cells: CELLS / 3,
      of: CELLS,
    });
  });

  it('with controls from elsewhere, which have no context', () => {
    const change = { contextColumn: 'condition', context: 'stimulated' };
    const { labels } = cellsOf({ condition: ofPerturbed }, change);
    expect(labels.filter((label) => label === 'control')).toHaveLength(CELLS / 3);
    expect(labels.filter((label) => label !== 'control')).toHaveLength(26);
  });

  it.each<[string, (cell: number, label: string) => string | number, string]>([
    ['perturbations', (_, label) => `${label} cells`, 'perturbations'],
    ['one value', () => 'K562', 'one-value'],
    ['a value for each cell', (cell) => `c${cell}`, 'many-values'],
  ])('not by a column of %s, which is said', (_, of, fault) => {
    const change = { contextColumn: 'sort' };
    expect(cellsOf({ sort: of }, change).contexts).toBeUndefined();
    expect(recognised({ sort: of }, change).notes).toContainEqual(
      expect.objectContaining({ tag: 'context-unusable', column: 'sort', fault }),
    );
  });

  it('by another column again once another column holds the labels', () => {
    const columns = { condition: third, gene: (_: number, label: string) => label };
    const { mapping } = recognised(columns, { contextColumn: 'condition', context: 'resting' });
    const next = recognise(openedFixture(screenOf(columns)), { perturbationColumn: 'gene' }, mapping);
    expect(next.mapping.context).toBeUndefined();
    expect(next.mapping.contextColumn).toBe('condition');
  });
});

import { describe, expect, it } from 'vitest';
import { openedFixture, type Fixture } from '../../../tests/support/dataset/screens';
import { withIndicatorLabels, withStatedControls } from './indicators';
import { recognise } from './recognise';

const genes = ['GATA1', 'SPI1', 'KLF1'];
const rows = Array.from({ length: 40 }, (_, cell) => genes.map((__, gene) => (cell + gene) % 4));
/** 0 and 1 in turn, one per cell. */
const inTurn = (values: readonly number[]) => rows.map((_, cell) => values[cell % values.length] ?? 0);
const read = (obs: Fixture['obs']) => withIndicatorLabels(openedFixture({ rows, genes, obs }));

describe('columns of 0 and 1', () => {
  it('named for genes become one column of labels, and cells without any are the controls', () => {
    const opened = read({ GATA1: inTurn([1, 0, 1, 0]), SPI1: inTurn([0, 1, 1, 0]), t: inTurn([2, 3]) });
    expect(opened.notes).toContainEqual({ tag: 'labels-from-columns', names: ['GATA1', 'SPI1'] });
    const { mapping, labels, blocked } = recognise(opened);
    expect(mapping).toMatchObject({ control: { mode: 'cells', labels: [''] }, timeColumn: 't' });
    expect(labels.map(({ label, targets, cells }) => [label, cells, ...targets])).toEqual([
      ['GATA1', 10, 'GATA1'],
      ['SPI1', 10, 'SPI1'],
      ['GATA1+SPI1', 10, 'GATA1', 'SPI1'],
      ['', 10],
    ]);
    expect(blocked).toBeNull();
  });

  it('leave cells without any unlabelled where another column is of controls', () => {
    const opened = read({
      sgGATA1_1: inTurn([1, 0, 0, 0]),
      sgSPI1_2: inTurn([0, 1, 0, 0]),
      NTC_1: inTurn([0, 0, 1, 0]),
    });
    expect(recognise(opened).labels.map(({ label, role }) => [label, role])).toEqual([
      ['sgGATA1_1', 'perturbation'],
      ['sgSPI1_2', 'perturbation'],
      ['NTC_1', 'control'],
      ['', 'unrecognised'],
    ]);
  });

  it('may hold counts of guides, of which each is called where it is not ambient', () => {
    const opened = read({
      sgGATA1_1: inTurn([60, 6, 7, 5]),
      sgSPI1_2: inTurn([0, 30, 1, 0]),
      NTC_1: inTurn([0, 0, 9, 0]),
    });
    expect(opened.notes).toContainEqual({
      tag: 'labels-from-columns',
      names: ['sgGATA1_1', 'sgSPI1_2', 'NTC_1'],
      isCounted: true,
    });
    expect(recognise(opened).labels.map(({ label, role, cells }) => [label, role, cells])).toEqual([
      ['sgGATA1_1', 'perturbation', 10],
      ['sgSPI1_2', 'perturbation', 10],
      ['NTC_1', 'control', 10],
    ]);
  });

  it.each<[string, Fixture['obs']]>([
    ['counts of genes', { GATA1: inTurn([9, 0, 7, 5]), SPI1: inTurn([0, 30, 1, 0]) }],
    ['one gene', { GATA1: inTurn([0, 1]), doublet: inTurn([0, 1]) }],
    ['other values', { GATA1: inTurn([0, 1, 2]), SPI1: inTurn([0, 1]), KLF1: inTurn([0.5, 1]) }],
    ['a constant', { GATA1: inTurn([0, 1]), SPI1: inTurn([0]) }],
    [
      'a file with labels',
      {
        GATA1: inTurn([0, 1]),
        SPI1: inTurn([0, 1]),
        gene: rows.map((_, cell) => (cell % 2 === 0 ? 'NT' : 'KLF1')),
      },
    ],
  ])('mean nothing beside %s', (_, obs) => {
    expect(read(obs).obs.map(({ name }) => name)).toEqual(Object.keys(obs));
  });
});

const perturbed = (cell: number) => (cell % 4 === 1 ? 'GATA1' : 'SPI1');

describe('a column that states controls', () => {
  const half = rows.map((_, cell) => cell % 2 === 0);
  const fileOf = (gene: readonly (string | null)[], isControl: readonly string[]) =>
    openedFixture({ rows, genes, obs: { gene, guide: gene, is_control: isControl } });
  const said = half.map((is) => (is ? 'True' : 'False'));

  it('labels the cells that have no label', () => {
    const opened = withStatedControls(
      fileOf(
        half.map((is, cell) => (is ? null : perturbed(cell))),
        said,
      ),
    );
    expect(opened.notes).toEqual([{ tag: 'controls-from-column', column: 'is_control', cells: 20 }]);
    const { mapping, labels, takingPart, notes } = recognise(opened);
    expect(mapping.control).toEqual({ mode: 'cells', labels: ['control'] });
    expect(labels.find(({ role }) => role === 'control')).toMatchObject({ label: 'control', cells: 20 });
    expect(takingPart.controlCells).toBe(20);
    expect(notes.filter(({ tag }) => tag === 'controls-contradicted')).toEqual([]);
  });

  it('does not label cells of which it says nothing', () => {
    const gene = half.map((is, cell) => (is ? (cell < 20 ? null : 'NT') : perturbed(cell)));
    const opened = fileOf(
      gene,
      half.map((is, cell) => (is && cell >= 20 ? 'True' : 'False')),
    );
    expect(withStatedControls(opened)).toBe(opened);
  });

  it('may say of a cell without a label that it is not perturbed, where no label is a control', () => {
    const obs = {
      gene: half.map((is, cell) => (is ? null : perturbed(cell))),
      perturbed: half.map((is) => (is ? 'False' : 'True')),
    };
    const opened = withStatedControls(openedFixture({ rows, genes, obs }));
    expect(opened.notes).toEqual([{ tag: 'controls-from-column', column: 'perturbed', cells: 20 }]);
    const some = { ...obs, gene: obs.gene.map((label, cell) => (cell < 3 ? 'NT' : label)) };
    const given = openedFixture({ rows, genes, obs: some });
    expect(withStatedControls(given)).toBe(given);
  });

  it('is named where it contradicts the labels, which count', () => {
    const gene = half.map((is, cell) => (is ? 'NT' : perturbed(cell)));
    const wrong = said.map((is, cell) => (cell === 0 ? 'False' : cell === 1 || cell === 5 ? 'True' : is));
    const { mapping, notes } = recognise(withStatedControls(fileOf(gene, wrong)));
    expect(mapping.control).toEqual({ mode: 'cells', labels: ['NT'] });
    expect(notes).toContainEqual({
      tag: 'controls-contradicted',
      column: 'is_control',
      perturbed: 2,
      unstated: 1,
      labels: ['GATA1', 'NT'],
    });
  });

  const labelled = (of: Readonly<Record<string, string>>, name = 'is_control') => {
    const gene = rows.map((_, cell) => Object.keys(of)[cell % Object.keys(of).length] ?? '');
    const obs = { gene, [name]: gene.map((label) => of[label] ?? '') };
    const { labels, notes } = recognise(openedFixture({ rows, genes, obs }));
    return {
      controls: labels.filter(({ role }) => role === 'control').map(({ label }) => label),
      isContradicted: notes.some(({ tag }) => tag === 'controls-contradicted'),
    };
  };

  it.each(['is_control', 'nt', 'is_ntc', 'negative_control'])('%s is believed of a gene', (name) => {
    const found = labelled({ KLF1: 'True', GATA1: 'False', SPI1: 'False' }, name);
    expect(found).toEqual({ controls: ['KLF1'], isContradicted: false });
  });

  it('adds to labels that are controls by their words, all of which it states', () => {
    const others = { GATA1: '0', SPI1: '0' };
    expect(labelled({ NT: '1', HPRT: '1', ...others })).toEqual({
      controls: ['HPRT', 'NT'],
      isContradicted: false,
    });
    expect(labelled({ NT: '0', HPRT: '1', ...others }).controls).toEqual(['NT']);
  });

  it('states positive controls of measured genes beside words for controls', () => {
    const found = labelled({ NT: '1', KLF1: '1', GATA1: '0', SPI1: '0' });
    expect(found).toEqual({ controls: ['NT'], isContradicted: true });
  });

  it('states positive controls beside a vehicle', () => {
    const found = labelled({ DMSO: 'True', Dabrafenib: 'True', GATA1: 'False' }, 'control');
    expect(found).toEqual({ controls: ['DMSO'], isContradicted: false });
  });

  it('says nothing where all cells are controls', () => {
    expect(labelled({ NT: '1', GATA1: '1' })).toEqual({ controls: ['NT'], isContradicted: true });
  });

  it('is no statement where it is one of guides', () => {
    const guides = { NT: inTurn([1, 1, 0, 0]), GATA1: inTurn([0, 1, 1, 0]), SPI1: inTurn([0, 0, 0, 1]) };
    const opened = withIndicatorLabels(openedFixture({ rows, genes, obs: guides }));
    expect(recognise(opened).notes.map(({ tag }) => tag)).not.toContain('controls-contradicted');
  });
});

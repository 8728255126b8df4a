import { describe, expect, it } from 'vitest';
import { type Fixture, openedFixture } from '../../../tests/support/dataset/screens';
import { distinctValues } from './columns';
import { withLabelContexts } from './labelContexts';
import { recognise } from './recognise';

const genes = ['GATA1', 'SPI1', 'STAT1', 'IFNG', 'JAK1', 'TP53', 'TP63'];

/** Of some cells of each label. */
function read(labels: readonly string[], each = 20, more: Fixture['obs'] = {}) {
  const ofCells = labels.flatMap((label) => Array.from({ length: each }, () => label));
  const rows = ofCells.map((_, cell) => genes.map((__, gene) => (cell + gene) % 7));
  const opened = withLabelContexts(openedFixture({ rows, genes, obs: { condition: ofCells, ...more } }));
  const { mapping, labels: found } = recognise(opened);
  const contexts = opened.obs.find(({ name }) => name === mapping.contextColumn);
  return {
    column: mapping.perturbationColumn,
    contexts: contexts === undefined ? [] : distinctValues(contexts).labels.toSorted(),
    perturbed: found.flatMap(({ role, targets }) => (role === 'perturbation' ? [targets.join('+')] : [])),
    controls: found.flatMap(({ label, role }) => (role === 'control' ? [label] : [])),
    kindColumn: mapping.kindColumn,
    batchColumn: mapping.batchColumn,
  };
}

const WITHOUT = 'condition (without context)';

describe('what stands beside targets and controls', () => {
  it.each([
    ['a ligand', ['NT', 'NT_IFNg', 'STAT1KO', 'STAT1KO_IFNg'], ['IFNg', 'none'], ['STAT1']],
    ['a ligand beside a sign', ['WT', 'WT+IL-6', 'STAT1 KO', 'STAT1 KO+IL-6'], ['IL-6', 'none'], ['STAT1']],
    [
      'a ligand with its dose',
      ['NT', 'NT_IFNg_10ng/ml', 'STAT1KO', 'STAT1KO_IFNg_10ng/ml'],
      ['IFNg_10ng/ml', 'none'],
      ['STAT1'],
    ],
    [
      'a ligand with its time',
      ['WT, untreated', 'WT, IFNg 24h', 'STAT1 KO, untreated', 'STAT1 KO, IFNg 24h'],
      ['IFNg 24h', 'untreated'],
      ['STAT1'],
    ],
    [
      'a ligand between blanks',
      ['sgNT', 'sgNT + IFNg', 'sgSTAT1', 'sgSTAT1 + IFNg'],
      ['IFNg', 'none'],
      ['STAT1'],
    ],
    ['an inhibitor', ['NT', 'NT_JAK1i', 'sgSTAT1', 'sgSTAT1_JAK1i'], ['JAK1i', 'none'], ['STAT1']],
    ['a stimulus', ['NT_unstim', 'NT_stim', 'STAT1_unstim', 'STAT1_stim'], ['stim', 'unstim'], ['STAT1']],
    ['a line', ['NT_K562', 'NT_A549', 'STAT1_K562', 'STAT1_A549'], ['A549', 'K562'], ['STAT1']],
    ['a line in front', ['K562_NT', 'A549_NT', 'K562_STAT1', 'A549_STAT1'], ['A549', 'K562'], ['STAT1']],
    [
      'a compound',
      ['DMSO', 'DMSO_LPS', 'Ruxolitinib', 'Ruxolitinib_LPS', 'GATA1'],
      ['LPS', 'none'],
      ['Ruxolitinib', 'GATA1'],
    ],
  ])('is a context: %s', (_, labels, contexts, perturbed) => {
    const found = read(labels);
    expect(found).toMatchObject({ column: WITHOUT, contexts });
    expect(found.perturbed.toSorted()).toEqual(perturbed.toSorted());
  });

  it('is a context of a few samples too, without their numbers', () => {
    const labels = ['NT', 'NT_IFNg', 'STAT1KO', 'STAT1KO_IFNg'].flatMap((one) => [`${one}_1`, `${one}_2`]);
    expect(read(labels, 1)).toMatchObject({
      column: WITHOUT,
      contexts: ['IFNg', 'none'],
      controls: ['NT'],
    });
  });

  it.each([
    ['where no control has it', ['NT', 'STAT1KO', 'STAT1KO_IFNg', 'GATA1KO_IFNg']],
    ['where no target is without it', ['NT', 'NT_IFNg', 'STAT1KO_IFNg', 'GATA1KO']],
    ['a second target', ['NT', 'NT_SPI1', 'STAT1_SPI1', 'STAT1']],
    ['a second target that is a ligand', ['NT', 'NT_IFNG', 'STAT1_IFNG', 'STAT1']],
    ['a part of pairs', ['ctrl', 'GATA1+ctrl', 'ctrl+SPI1', 'GATA1+SPI1']],
    [
      'guides of pairs',
      ['NT_1_NT_2', 'NT_1_STAT1_2', 'STAT1_2_NT_1', 'STAT1_2_GATA1_1', 'GATA1_1_NT_1', 'GATA1_1_STAT1_2'],
    ],
    [
      'lists of guides',
      ['NT_1', 'NT_1|STAT1_g2', 'GATA1_g1|NT_1', 'GATA1_g1|NT_1|STAT1_g2', 'STAT1_g2', 'GATA1_g1'],
    ],
    [
      'a second target that is not measured',
      ['ctrl_ctrl', 'ctrl_SOX17', 'GATA1_SOX17', 'GATA1_ctrl', 'SPI1_SOX17', 'SPI1_ctrl'],
    ],
    [
      'a second guide of it',
      ['NTC_1_NTC_2', 'NTC_1_SOX17', 'GATA1_1_SOX17', 'GATA1_1_NTC_2', 'SPI1_1_SOX17', 'SPI1_1_NTC_2'],
    ],
    ['a label of its own', ['NT', 'LPS', 'NT_LPS', 'STAT1', 'STAT1_LPS', 'LPS_STAT1']],
    ['guides', ['NT_g1', 'NT_g2', 'STAT1_g1', 'STAT1_g2']],
    ['samples', ['NT_rep1', 'NT_rep2', 'STAT1_rep1', 'STAT1_rep2', 'NT_donor1', 'STAT1_donor1']],
    ['what was done', ['NT', 'NT_KO', 'STAT1_KO', 'STAT1']],
    ['a rescue', ['NT', 'NT_rescue', 'STAT1_rescue', 'STAT1']],
  ])('is none: %s', (_, labels) => {
    expect(read(labels).column).toBe('condition');
  });

  it.each<[string, (donor: number, of: string) => string]>([
    ['in front', (donor, of) => `Donor${donor}_${of}`],
    ['after a blank', (donor, of) => `${of} patient ${donor}`],
    ['between points, as R writes blanks', (donor, of) => `Donor.${donor}.${of}`],
    ['by a letter', (donor, of) => `P${donor}_${of}`],
    ['by two letters', (donor, of) => `Pt${donor}-${of}`],
    ['by the letter of days', (donor, of) => `D${donor}_${of}`],
    ['on the other side', (donor, of) => `Donor${donor}_${of.split('_').toReversed().join('_')}`],
  ])('is a block where it is a donor: %s', (_, written) => {
    const of = (labels: readonly string[]) =>
      read(labels.flatMap((label) => [1, 2].map((donor) => written(donor, label))));
    const blocks = { column: WITHOUT, batchColumn: 'donor (in condition)', controls: ['NT'] };
    const crossed = ['stim_NT', 'unstim_NT', 'stim_STAT1', 'unstim_STAT1'];
    expect(of(crossed)).toMatchObject({ ...blocks, contexts: ['stim', 'unstim'], perturbed: ['STAT1'] });
    expect(of(['NT', 'STAT1'])).toMatchObject({ ...blocks, contexts: [], perturbed: ['STAT1'] });
  });

  it('is a block of samples where a donor comes last', () => {
    const samples = ['ctrl_P4', 'IFN_P4', 'LPS_P4', 'ctrl_P11', 'IFN_P11', 'LPS_P11'];
    const found = { batchColumn: 'donor (in condition)', controls: ['ctrl'], perturbed: ['IFN', 'LPS'] };
    expect(read(samples, 1)).toMatchObject(found);
    // Promoters of guides, and days.
    expect(read(samples).batchColumn).toBeNull();
    const days = ['ctrl_D3', 'STAT1_D3', 'ctrl_D7', 'STAT1_D7'];
    expect(read(days, 1).batchColumn).toBeNull();
    const ofGenes = ['p53_WT', 'p63_WT', 'p53_KO', 'p63_KO'];
    expect(read(ofGenes, 1)).toMatchObject({ batchColumn: null, perturbed: ['TP53', 'TP63'] });
  });

  it.each(['GSM', 'SRR', 'SAMEA'])('is found behind the accessions %s… of samples', (archive) => {
    const names = ['P1', 'P2'].flatMap((donor) => ['ctrl', 'LPS', 'IFNG'].map((of) => `${donor}_${of}`));
    const rows = names.map((_, sample) => genes.map((__, gene) => sample + gene));
    const cellNames = names.map((name, at) => `${archive}12345${at}_${name}`);
    const opened = withLabelContexts({ ...openedFixture({ rows, genes, obs: {} }), cellNames });
    const donors = opened.obs.find(({ name }) => name === 'donor (in row names)');
    expect(donors && distinctValues(donors).labels).toEqual(['P1', 'P2']);
    const { mapping } = recognise(opened);
    expect(mapping).toMatchObject({
      control: { labels: ['ctrl'] },
      batchColumn: 'donor (in row names)',
      perturbationColumn: 'row names (without context)',
    });
  });

  it('is no block where a column of times names the days that labels do', () => {
    const labels = ['NT', 'STAT1'].flatMap((of) => [1, 2, 3].map((day) => `D${day}_${of}`));
    const day = labels.flatMap((label) => Array.from({ length: 20 }, () => label.slice(0, 2)));
    expect(read(labels, 20, { day })).toMatchObject({
      column: WITHOUT,
      batchColumn: null,
      perturbed: ['STAT1'],
    });
    expect(read(labels, 20, { patient: day }).batchColumn).toBe('patient');
  });

  it('is none where controls are of one donor', () => {
    const labels = ['Donor1_NT', 'Donor1_STAT1', 'Donor2_STAT1'];
    expect(read(labels)).toMatchObject({ column: 'condition', batchColumn: null });
  });

  it('is no further target in the labels of before', () => {
    const labels = ['NT', 'NT_IFNg', 'STAT1KO', 'STAT1KO_IFNg'].flatMap((one) =>
      Array.from({ length: 20 }, () => one),
    );
    const rows = labels.map((_, cell) => genes.map((__, gene) => (cell + gene) % 7));
    const { notes } = recognise(
      withLabelContexts(openedFixture({ rows, genes, obs: { perturbation: labels } })),
    );
    expect(notes.map(({ tag }) => tag)).not.toContain('further-targets');
  });

  it('comes before a column of the file', () => {
    const labels = ['NT', 'NT_IFNg', 'STAT1KO', 'STAT1KO_IFNg'];
    const line = Array.from({ length: 80 }, (_, cell) => (cell % 2 ? 'K562' : 'RPE1'));
    expect(read(labels, 20, { cell_line: line }).contexts).toEqual(['IFNg', 'none']);
  });
});

describe('controls of each kind', () => {
  it.each([
    [['CRISPRi_NT', 'CRISPRa_NT', 'CRISPRi_STAT1', 'CRISPRa_STAT1']],
    [['NT_i', 'NT_a', 'STAT1_i', 'STAT1_a']],
    // No gene has both.
    [['CRISPRi_NT', 'CRISPRa_NT', 'CRISPRi_STAT1', 'CRISPRa_GATA1']],
  ])('are told apart: %s', (labels) => {
    expect(read(labels)).toMatchObject({
      column: WITHOUT,
      kindColumn: 'kind (in condition)',
      batchColumn: 'kind (in condition)',
      controls: ['NT'],
    });
  });

  it('are one where they have no kind', () => {
    expect(read(['NT', 'CRISPRi_STAT1', 'CRISPRa_STAT1'])).toMatchObject({
      column: 'condition',
      kindColumn: 'condition',
      batchColumn: null,
    });
  });
});

it('numbers of cells that recur by chance are no contexts', () => {
  const [firsts, each] = [{ control: 100, STAT1: 127, SPI1: 128 }, 30];
  const labels = Object.entries(firsts).flatMap(([stem, first]) =>
    Array.from({ length: each }, (_, at) => `${stem}_E${first + at}`),
  );
  const opened = openedFixture({
    rows: labels.map((_, cell) => genes.map((__, gene) => (cell + gene) % 7)),
    genes,
    obs: { condition: labels },
  });
  expect(withLabelContexts(opened).obs).toBe(opened.obs);
});

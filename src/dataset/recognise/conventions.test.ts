/** Conventions of published screens and programs for labels, controls, guides and times, each tested once. */
import { describe, expect, it } from 'vitest';
import { openedFixture, type Fixture } from '../../../tests/support/dataset/screens';
import { geneLookup } from './geneNames';
import { parseLabel } from './guides';
import { recognise } from './recognise';

const CELLS = 240;
const genes = ['GATA1', 'SPI1', 'KLF1', 'AARS', 'TAL1'];

type Values = Fixture['obs'][string];

/** Values in turn, one per cell. */
const inTurn = (values: readonly (string | null)[]): Values =>
  Array.from({ length: CELLS }, (_, cell) => values[cell % values.length] ?? null);
const numbersInTurn = (values: readonly number[]): Values =>
  Array.from({ length: CELLS }, (_, cell) => values[cell % values.length] ?? 0);

const rows = Array.from({ length: CELLS }, (_, cell) => genes.map((__, gene) => ((cell + gene) % 7) / 3));

function reading(obs: Fixture['obs'], named: Partial<Fixture> = {}) {
  const { mapping, labels } = recognise(openedFixture({ rows, genes, obs, ...named }));
  return {
    column: mapping.perturbationColumn,
    control: mapping.control.mode === 'cells' ? mapping.control.labels.toSorted() : mapping.control.mode,
    targets: Object.fromEntries(
      labels
        .filter(({ role }) => role === 'perturbation')
        .map((label) => [label.label, label.targets.join(' ')]),
    ),
    time: mapping.timeColumn,
    batch: mapping.batchColumn,
    kind: mapping.kind,
  };
}

const certaintyOf = (obs: Fixture['obs']) =>
  recognise(openedFixture({ rows, genes, obs })).guesses.find(({ field }) => field === 'perturbationColumn')
    ?.certainty;

it('asks for no column beside one of guides, of classes, or of whether anything was done', () => {
  const drugs = { product_name: inTurn(['Vehicle', 'A', 'B', 'C', 'D']) };
  expect(certaintyOf({ ...drugs, target: inTurn(['Vehicle', 'HDAC', 'HDAC', 'JAK', 'JAK']) })).toBe('likely');
  expect(certaintyOf({ ...drugs, treatment: inTurn(['PBS', 'drug', 'drug', 'drug', 'drug']) })).toBe(
    'likely',
  );
  const elements = { grna_target: inTurn(['NTC', 'rs1', 'rs2', 'NTC', 'rs1', 'rs2']) };
  expect(
    certaintyOf({ ...elements, grna_id: inTurn(['N_1', 'rs1_1', 'rs2_1', 'N_2', 'rs1_2', 'rs2_2']) }),
  ).toBe('likely');
  // Another division of the cells is a question.
  expect(certaintyOf({ ...drugs, cytokine: inTurn(['PBS', 'E', 'F', 'G']) })).toBe('assumed');
});

const columnsOf = (obs: Fixture['obs']) => recognise(openedFixture({ rows, genes, obs })).perturbationColumns;

const toldIn = (changed: Fixture['obs']) =>
  recognise(openedFixture({ rows, genes, obs: changed })).notes.filter(
    ({ tag }) => tag === 'further-targets',
  );

const single = { GATA1: 'GATA1', SPI1: 'SPI1' };

describe('finds the label column, control labels and combinations', () => {
  it.each<[string, Fixture['obs'], Partial<ReturnType<typeof reading>>]>([
    [
      'scPerturb',
      {
        perturbation: inTurn(['control', 'GATA1', 'GATA1_SPI1']),
        nperts: numbersInTurn([0, 1, 2]),
        perturbation_type: inTurn(['CRISPR']),
        cell_line: inTurn(['K562']),
        percent_mito: numbersInTurn([0.1, 0.2]),
      },
      { column: 'perturbation', control: ['control'], targets: { GATA1: 'GATA1', GATA1_SPI1: 'GATA1 SPI1' } },
    ],
    [
      'GEARS',
      {
        condition: inTurn(['ctrl', 'GATA1+ctrl', 'ctrl+SPI1', 'GATA1+SPI1']),
        cell_type: inTurn(['A549', 'K562']),
      },
      {
        column: 'condition',
        control: ['ctrl'],
        targets: { 'GATA1+ctrl': 'GATA1', 'ctrl+SPI1': 'SPI1', 'GATA1+SPI1': 'GATA1 SPI1' },
      },
    ],
    [
      'CPA, where controls are said in a column of their own',
      {
        condition: inTurn(['Vehicle A', 'GATA1', 'SPI1']),
        control: numbersInTurn([1, 0, 0]),
        dose_val: numbersInTurn([1, 0.5]),
      },
      { column: 'condition', control: ['Vehicle A'], targets: single },
    ],
    [
      'CausalBench and Replogle',
      {
        gene: inTurn(['non-targeting', 'GATA1', 'SPI1']),
        gene_id: inTurn(['non-targeting', 'ENSG1', 'ENSG2']),
        sgID_AB: inTurn(['non-targeting_1|non-targeting_2', 'GATA1_P1P2', 'SPI1_P1P2']),
        gem_group: numbersInTurn([1, 1, 1, 2, 2, 2]),
      },
      { column: 'gene', control: ['non-targeting'], targets: single, batch: 'gem_group' },
    ],
    [
      'mixscape',
      {
        gene: inTurn(['NT', 'GATA1', 'SPI1']),
        guide_ID: inTurn(['NTg1', 'GATA1g2', 'SPI1g1']),
        Phase: inTurn(['G1', 'S']),
        mixscape_class: inTurn(['NT', 'GATA1 KO', 'SPI1 NP']),
      },
      { column: 'gene', control: ['NT'], targets: single },
    ],
    [
      'pertpy, guides alone',
      { guide_ID: inTurn(['NTg1', 'NTg3', 'GATA1g2', 'SPI1g1']) },
      { column: 'guide_ID', control: ['NTg1', 'NTg3'], targets: { GATA1g2: 'GATA1', SPI1g1: 'SPI1' } },
    ],
    [
      'pereggrn',
      {
        perturbation: inTurn(['Empty', 'GATA1', 'GATA1,SPI1']),
        perturbation_type: inTurn(['overexpression']),
        is_control: inTurn(['True', 'False', 'False']),
        timepoint: numbersInTurn([1, 2]),
      },
      {
        column: 'perturbation',
        control: ['Empty'],
        targets: { GATA1: 'GATA1', 'GATA1,SPI1': 'GATA1 SPI1' },
        time: 'timepoint',
        kind: 'overexpression',
      },
    ],
    [
      'dcdfg',
      { targets: inTurn(['', 'GATA1', 'GATA1,SPI1']), regimes: numbersInTurn([0, 1, 2]) },
      { column: 'targets', control: [''], targets: { GATA1: 'GATA1', 'GATA1,SPI1': 'GATA1 SPI1' } },
    ],
    [
      'RENGE',
      { ko: inTurn(['GATA1', 'SPI1', 'KLF1']), t: numbersInTurn([2, 3, 4, 5]) },
      { column: 'ko', control: 'others', time: 't', kind: 'knockout' },
    ],
    [
      'Adamson et al., where * says that no guide was called',
      { perturbation: inTurn(['62(mod)_pBA581', '*', 'GATA1_pDS255', 'SPI1_KLF1_pMJ152']) },
      {
        column: 'perturbation',
        control: ['62(mod)_pBA581'],
        targets: { GATA1_pDS255: 'GATA1', SPI1_KLF1_pMJ152: 'SPI1 KLF1' },
      },
    ],
    [
      'Frangieh et al., where an empty label says that no guide was detected',
      {
        condition: inTurn(['Control', 'Co-culture', 'IFNγ']),
        sgRNA: inTurn(['', 'NO_SITE_3', 'GATA1_1', 'GATA1_2,SPI1_3', 'ONE_NON-GENE_SITE_8']),
      },
      {
        column: 'sgRNA',
        control: ['NO_SITE_3', 'ONE_NON-GENE_SITE_8'],
        targets: { GATA1_1: 'GATA1', 'GATA1_2,SPI1_3': 'GATA1 SPI1' },
      },
    ],
    [
      'Datlinger et al. as scPerturb has it, where controls have no target',
      {
        perturbation: inTurn(['control', 'Tcrlibrary_GATA1_1', 'Tcrlibrary_SPI1_2']),
        perturbation_2: inTurn(['stimulated', 'unstimulated']),
        target: inTurn([null, 'GATA1', 'SPI1']),
      },
      { column: 'perturbation', control: ['control'] },
    ],
    [
      'the atlas of transcription factors',
      { TF: inTurn(['TFORF3549-GFP', 'TFORF1001-GATA1', 'TFORF0002-SPI1']) },
      { column: 'TF', control: ['TFORF3549-GFP'], kind: 'overexpression' },
    ],
    [
      'the draft of CELLxGENE',
      {
        genetic_perturbation_strategy: inTurn([
          'control',
          'CRISPR interference screen',
          'CRISPR interference screen',
        ]),
        genetic_perturbation_target_gene_id: inTurn(['none', "['GATA1']", "['GATA1', 'SPI1']"]),
      },
      {
        column: 'genetic_perturbation_target_gene_id',
        control: ['none'],
        targets: { "['GATA1']": 'GATA1', "['GATA1', 'SPI1']": 'GATA1 SPI1' },
      },
    ],
    [
      'ZSCAPE, where controls were injected or not',
      { gene_target: inTurn(['ctrl-inj', 'ctrl-uninj', 'gata1', 'spi1']) },
      {
        column: 'gene_target',
        control: ['ctrl-inj', 'ctrl-uninj'],
        targets: { gata1: 'GATA1', spi1: 'SPI1' },
      },
    ],
    [
      'yeast, where the strain stands beside the wild type',
      { Genotype: inTurn(['WT(ho)', 'gata1', 'spi1']) },
      { column: 'Genotype', control: ['WT(ho)'] },
    ],
    [
      'vectors of two guides, numbered and lettered',
      { feature_call: inTurn(['NTC_0_A|NTC_0_B', 'GATA1_1_A|GATA1_1_B', 'SPI1_2_A|SPI1_2_B']) },
      {
        control: ['NTC_0_A|NTC_0_B'],
        targets: { 'GATA1_1_A|GATA1_1_B': 'GATA1', 'SPI1_2_A|SPI1_2_B': 'SPI1' },
      },
    ],
    [
      'guides for people, beside those of mice',
      { sgrna_call: inTurn(['hROSA26-1', 'hGATA1-2', 'hSPI1-1']) },
      { control: ['hROSA26-1'], targets: { 'hGATA1-2': 'GATA1', 'hSPI1-1': 'SPI1' } },
    ],
    [
      'inducible genes',
      { condition: inTurn(['iGFP +Dox', 'iGATA1 +Dox', 'iSPI1 +Dox']) },
      { control: ['iGFP +Dox'], targets: { 'iGATA1 +Dox': 'GATA1', 'iSPI1 +Dox': 'SPI1' } },
    ],
    [
      'variants of a gene, beside its intact form',
      { variant: inTurn(['GATA1_WT', 'GATA1_R175H', 'GATA1_p.Y220C']) },
      { control: ['GATA1_WT'] },
    ],
    [
      'stimulated cells',
      { stim: inTurn(['ctrl', 'stim']), ind: inTurn(['a', 'b', 'c']) },
      { column: 'stim', control: ['ctrl'] },
    ],
    [
      'proteins that were added, with their dose',
      { treatment: inTurn(['unstimulated', 'GATA1 10 ng/ml', 'SPI1 10 ng/ml', 'LPS 100 ng/ml']) },
      {
        column: 'treatment',
        control: ['unstimulated'],
        targets: {
          'GATA1 10 ng/ml': 'GATA1',
          'SPI1 10 ng/ml': 'SPI1',
          'LPS 100 ng/ml': 'LPS 100 ng/ml',
        },
        kind: 'overexpression',
      },
    ],
    [
      'targets beside their compounds, where the solvent has none',
      { compound: inTurn(['DMSO', 'A', 'B', 'C']), target: inTurn(['-', 'GATA1', 'SPI1', 'SPI1']) },
      { column: 'target', control: ['-'], targets: single, kind: 'inhibitor' },
    ],
    [
      'compounds, some of them without a target, beside their targets',
      { drug: inTurn(['DMSO', 'A', 'B', 'C']), targets: inTurn(['', 'GATA1', 'SPI1', '']) },
      { column: 'drug', control: ['DMSO'] },
    ],
    [
      'guides of one element in both orders of a pair, and batches that are called like a gene',
      {
        perturbation: inTurn(['control', 'GATA1', 'SPI1', 'GATA1_SPI1', 'SPI1_GATA1']),
        batch: inTurn(['KLF1.1', 'KLF1.2', 'KLF1.3', 'KLF1.1', 'KLF1.2', 'KLF1.3', 'KLF1.1']),
      },
      {
        column: 'perturbation',
        targets: { ...single, GATA1_SPI1: 'GATA1 SPI1', SPI1_GATA1: 'GATA1 SPI1' },
        batch: 'batch',
      },
    ],
    [
      'cytokines, as a column of kinds says',
      { perturbation: inTurn(['control', 'A', 'B']), perturbation_type: inTurn(['cytokines']) },
      { kind: 'overexpression' },
    ],
    [
      'a vehicle that is a control, and no batch',
      { perturbation: inTurn(['control', 'GATA1']), vehicle: inTurn(['True', 'False']) },
      { batch: null },
    ],
    [
      'OpenProblems, where compounds of known effect are called controls too',
      {
        sm_name: inTurn(['Dimethyl Sulfoxide', 'Belinostat', 'Vorinostat']),
        control: inTurn(['True', 'True', 'False']),
      },
      { column: 'sm_name', control: ['Dimethyl Sulfoxide'] },
    ],
    [
      'LINCS, which names the technology',
      {
        pert_iname: inTurn(['EMPTY_VECTOR', 'GATA1', 'SPI1']),
        pert_type: inTurn(['ctl_vector', 'trt_oe', 'trt_oe']),
      },
      { column: 'pert_iname', control: ['EMPTY_VECTOR'], kind: 'overexpression' },
    ],
    [
      'genes and elements that were blocked',
      { target: inTurn(['NTC', 'GATA1_TSS', 'SPI1_TSS', 'chr8.1229_top_two']) },
      { column: 'target', control: ['NTC'], kind: 'knockdown' },
    ],
    [
      'classes of drugs beside drugs (sci-Plex)',
      {
        product_name: inTurn(['Vehicle', 'Belinostat', 'Quisinostat', 'Gefitinib', 'Alisertib']),
        target: inTurn(['Vehicle', 'HDAC', 'HDAC', 'GATA1', 'SPI1']),
      },
      { column: 'product_name', control: ['Vehicle'] },
    ],
    [
      'the same as scPerturb has it, where the control has dose 0',
      {
        perturbation: inTurn(['control', 'Belinostat', 'Quisinostat', 'Gefitinib', 'Alisertib']),
        target: inTurn(['Vehicle', 'HDAC', 'HDAC', 'GATA1', 'SPI1']),
        perturbation_type: inTurn(['drug']),
      },
      { column: 'perturbation', control: ['control'], kind: 'inhibitor' },
    ],
    [
      'classes of one drug each',
      { drug: inTurn(['DMSO', 'A', 'B', 'C']), target: inTurn(['DMSO', 'GATA1', 'SPI1', 'HDAC']) },
      { column: 'target', targets: single },
    ],
    [
      'genotypes beside treatments, whichever comes first',
      {
        treatment: inTurn(['PBS', 'PBS', 'PBS', 'TAL1', 'TAL1', 'TAL1']),
        genotype: inTurn(['WT', 'GATA1-KO', 'SPI1-KO']),
      },
      { column: 'genotype', control: ['WT'], kind: 'knockout' },
    ],
    [
      'strains of mice, which are no perturbations',
      { strain: inTurn(['BL6', 'BALB']), treatment: inTurn(['PBS', 'GATA1', 'SPI1']) },
      { column: 'treatment', control: ['PBS'] },
    ],
    [
      'inhibitors by their targets',
      { treatment: inTurn(['DMSO', 'GATA1 inhibitor', 'SPI1i']) },
      {
        column: 'treatment',
        control: ['DMSO'],
        targets: { 'GATA1 inhibitor': 'GATA1', SPI1i: 'SPI1' },
        kind: 'inhibitor',
      },
    ],
    [
      'variants of a gene',
      { variant: inTurn(['WT', 'R175H', 'Y220C']) },
      { column: 'variant', control: ['WT'] },
    ],
  ])('%s', (_, obs, expected) => {
    expect(reading(obs)).toMatchObject(expected);
  });

  it.each<[string, Parameters<typeof reading>[0], string]>([
    ['a column of drugs', { drug: inTurn(['DMSO', 'Trametinib', 'JQ1']) }, 'labels-are-drugs'],
    [
      'doses',
      { perturbation: inTurn(['control', 'Trametinib', 'JQ1']), dose_value: numbersInTurn([10, 100]) },
      'labels-are-drugs',
    ],
    [
      'a dozen guides in each cell',
      {
        gene: inTurn(
          [1, 2, 3].map((from) =>
            Array.from({ length: 20 }, (_, at) => `chr${from}.${at}_top_two`).join('_'),
          ),
        ),
      },
      'labels-of-many-guides',
    ],
    ['other words', { perturbation: inTurn(['control', 'foo', 'bar']) }, 'labels-not-genes'],
  ])('labels that name no gene are told apart: %s', (_, obs, tag) => {
    const { notes, blocked } = recognise(openedFixture({ rows, genes, obs }));
    expect(blocked).toBe('no-targets-measured');
    expect(notes.map((note) => note.tag)).toContain(tag);
  });

  it('a column of second targets is told, with the number of cells', () => {
    const obs = {
      sgRNA_A_target: inTurn(['NegCtrl', 'GATA1', 'SPI1', 'SPI1']),
      sgRNA_B_target: inTurn(['NegCtrl', 'NegCtrl', 'KLF1', 'SPI1']),
    };
    expect(toldIn(obs)).toEqual([
      {
        tag: 'further-targets',
        labels: 'sgRNA_A_target',
        column: 'sgRNA_B_target',
        cells: CELLS / 4,
        example: 'SPI1, KLF1',
      },
    ]);
    const besideControl = {
      target: inTurn(['NegCtrl', 'GATA1', 'SPI1', 'SPI1', 'NegCtrl']),
      target_2: inTurn(['NegCtrl', 'GATA1', 'SPI1', 'SPI1', 'KLF1']),
    };
    expect(toldIn({ target: besideControl.target, stimulation: besideControl.target_2 })).toEqual([]);
    expect(toldIn(besideControl)).toMatchObject([
      { column: 'target_2', cells: CELLS / 5, example: 'NegCtrl, KLF1' },
    ]);
    const guides = inTurn(['NegCtrl_2', 'GATA1_1', 'SPI1_1', 'SPI1_2']);
    expect(
      toldIn({ target: obs.sgRNA_A_target, guide: guides, cell_type: inTurn(['GATA1', 'KLF1']) }),
    ).toEqual([]);
  });

  it('genes in the rows of an AnnData file are told', () => {
    const cells = genes.map((_, gene) => `ACGTACGTACGT${'ACGTT'[gene]}${gene}-1`);
    const turned = { rows: rows.slice(0, 5), genes: cells, obs: {} };
    const notesOf = (cellNames: readonly string[]) =>
      recognise({ ...openedFixture(turned), cellNames }).notes.map(({ tag }) => tag);
    expect(notesOf(genes)).toContain('genes-in-rows');
    expect(notesOf(cells)).not.toContain('genes-in-rows');
  });

  it('samples are compared within their plate where it has a control, cells where it has five', () => {
    const labels = ['WT', 'WT', ...['GATA1', 'SPI1', 'KLF1', 'TAL1'].flatMap((gene) => [gene, gene, gene])];
    const batchOf = (times: number) => {
      const perturbation = Array.from({ length: times }, () => labels).flat();
      const plate = perturbation.map((_, at) => `p${at % 2}`);
      const values = perturbation.map((_, at) => genes.map((__, gene) => (at + gene) % 7));
      return recognise(openedFixture({ rows: values, genes, obs: { perturbation, plate } })).mapping
        .batchColumn;
    };
    expect([batchOf(1), batchOf(4), batchOf(5)]).toEqual(['plate', null, 'plate']);
  });

  it('a column that adds dose and kind of cell to the labels is no second answer', () => {
    const obs = {
      condition: inTurn(['control', 'A', 'A', 'B', 'B', 'control']),
      dose_val: numbersInTurn([1, 0.1, 1, 0.1, 1, 1]),
      drug_dose_name: inTurn(['control_1', 'A_0.1', 'A_1', 'B_0.1', 'B_1', 'control_1']),
    };
    expect(columnsOf(obs)).toEqual(['condition']);
    const other = inTurn(['control_1', 'A_B', 'A_C', 'B_C', 'B_1', 'control_2']);
    expect(columnsOf({ ...obs, drug_dose_name: other })).toEqual(['condition', 'drug_dose_name']);
  });

  it('a column of controls is ignored if it covers perturbed cells', () => {
    const obs = { perturbation: inTurn(['GATA1', 'SPI1']), is_control: numbersInTurn([1, 0, 0]) };
    expect(reading(obs).control).toBe('others');
  });

  it.each(['nan', '', 'None', 'no guide', '*'])(
    'a cell whose guide is called “%s” is not a control',
    (label) => {
      expect(reading({ guide: inTurn([null, label, 'GATA1', 'SPI1']) }).control).toBe('others');
    },
  );

  it('cells called none are no controls where others are', () => {
    expect(reading({ perturbation: inTurn(['none', 'control', 'GATA1', 'SPI1']) }).control).toEqual([
      'control',
    ]);
  });

  it.each(['healthy', 'Normal', 'baseline', 'resting', 'healthy donor 2', 'Resting cells'])(
    'cells called %s are controls where no others are',
    (label) => {
      const read = (...others: readonly string[]) =>
        reading({ condition: inTurn([label, 'GATA1', 'SPI1', ...others]) }).control;
      expect(read()).toEqual([label]);
      expect(read('none')).toEqual([label]);
      expect(read('NT')).toEqual(['NT']);
      const [condition, drug] = [inTurn([label, 'tumour']), inTurn(['DMSO', 'A', 'B'])];
      expect(reading({ drug, condition }).column).toBe('drug');
    },
  );
});

describe('recognises every control word', () => {
  const lookup = geneLookup([genes]);
  const words =
    'AAVS1 KO|Ctrl KO|NTC KO|DMSO control|PBS control|GFP-OE|siCtrl pool|gRNA_NT|empty vector control|oe-NC|non-transduced|uninduced|no drug|no cytokine|' +
    'no dox|IgG|isotype|isotype control|veh|UTD|sham|miR-NC|std-MO|0.1% DMSO|DMSO 0.1%|non-treated|no treatment|' +
    'control|ctrl|ctl|NT|NTC|non-targeting|non-targeting_00012|nontargeting|neg-ctrl|neg_control|negctrl|negativectrl|negative-control|' +
    'negative_ctrl|NegCtrl3|safe-targeting|safe_harbor|safe harbor|scramble|scrambled|vehicle|DMSO|PBS|untreated|unperturbed|mock|WT|' +
    'untransfected control|Non_Targeting_Human_CRi_12|guide_NT_4|control-guide|Neg. control|scrambled_siRNA|Brie_ctrl|Luc2_g1|wildtype|GFP|mCherry|EGFP|lacZ|luciferase|intergenic|intergenic3|AAVS1|ROSA26|OR2|none|| Control |sgNT1|NTC_5|NTg1|m_MouseNTC_100_A_67005|m_INTERGENIC393453|untagged|WT_c1|WT_clone2|no treatment|saline|Nostim|ctl_vehicle|gWT|NonTargeting_3_ACGTACGTACGTTTGACGTA|contrôle|Kontrolle_2|unbehandelt|healthy control|normal_ctrl_2';
  it.each(words.split('|'))('“%s”', (label) => {
    expect(parseLabel(label, lookup).role).toBe('control');
  });

  it.each([
    'iGATA1 -Dox',
    'pos_ctrl',
    'SOX17_ctrl',
    'positive control 2',
    'guide_4',
    'target_12',
    'SOX17_NT',
    'cells',
    'MNT_1',
    'medium',
    'WT KO',
    'KO WT',
    'none KO',
    'SOX17 control',
    'SOX17 pool',
    'positive control',
  ])('leaves “%s” to be asked about', (label) => {
    expect(parseLabel(label, lookup).role).toBe('unrecognised');
  });

  it.each(['nan', 'NaN', 'NA', 'unassigned', '*'])('does not take “%s” for a control', (label) => {
    expect(parseLabel(label, lookup).role).toBe('missing');
  });
});

describe('times in common notations', () => {
  it.each([
    ['time', ['24h', '48h']],
    ['timepoint', ['d3', 'd10']],
    ['day', ['0', '7']],
    ['hours', ['6', '12']],
    ['t', ['2', '5']],
  ])('%s: %s', (name, values) => {
    const obs = {
      perturbation: inTurn(['control', 'GATA1', 'SPI1']),
      [name]: inTurn([...values, ...values, ...values]),
    };
    expect(reading(obs).time).toBe(name);
  });
});

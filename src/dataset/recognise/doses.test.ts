/** Doses in labels and columns, as published files write them. */
import { describe, expect, it } from 'vitest';
import { openedFixture, type Fixture } from '../../../tests/support/dataset/screens';
import type { Mapping } from '../mapping';
import { distinctPerturbations } from '../quality/perturbations';
import { doseText } from '../dose';
import { dosesOfLabels, parseAmount, parseDose, readDoses, unitOf, withDoses } from './doses';
import { labelsOf, recognise } from './recognise';

const dosesIn = (...labels: readonly string[]) =>
  [...(dosesOfLabels(labels)?.values() ?? [])].map(({ name, value }) => `${name} ${value}`);

describe('a label with a dose', () => {
  it.each([
    ['PD0325901_0.5uM', 'PD0325901', 0.5, 'µM'],
    ['trametinib 10 nM', 'trametinib', 10, 'nM'],
    ['Nutlin-3a_10µM', 'Nutlin-3a', 10, 'µM'],
    ['Nutlin-3a_10μM', 'Nutlin-3a', 10, 'µM'],
    ['trametinib (100nM)', 'trametinib', 100, 'nM'],
    ['SAHA@1.5e-1 uM', 'SAHA', 0.15, 'µM'],
    ['JQ1_1e-6M', 'JQ1', 1e-6, 'M'],
    ['JQ1_0.001 M', 'JQ1', 0.001, 'M'],
    ['TNFa_10ng/ml', 'TNFa', 10, 'ng/ml'],
    ['TNFa 10 ng/mL', 'TNFa', 10, 'ng/ml'],
    ['LPS-0.1 ug/ml', 'LPS', 0.1, 'µg/ml'],
    ['dexamethasone_5mg/l', 'dexamethasone', 5, 'mg/l'],
    ['IL2_100U/ml', 'IL2', 100, 'U/ml'],
    ['DMSO_0.1%', 'DMSO', 0.1, '%'],
    ['AKTI_5UM', 'AKTI', 5, 'µM'],
    ['10 nM trametinib', 'trametinib', 10, 'nM'],
    ['Trametinib_10nM_24h', 'Trametinib_24h', 10, 'nM'],
    ['Trametinib_10nM_rep2', 'Trametinib', 10, 'nM'],
    ["[('Bortezomib', 0.05, 'uM')]", 'Bortezomib', 0.05, 'µM'],
    ["[('8-Hydroxyquinoline', 5.0, 'uM')]", '8-Hydroxyquinoline', 5, 'µM'],
  ])('%s', (label, name, value, unit) => {
    expect(parseDose(label)).toEqual({ name, value, unit });
  });

  it.each(
    (
      'GATA1|STAT1_2|sgGATA1_3|MT-ND1|CD19|NKX2-1|H1-0|HLA-DRB1|ENSG00000102145|trametinib_24h|Day 5|d10|STAT1_KO_rep1|' +
      'patient_6M|GATA1_+_48645022.23-P1P2|miR-17|3x_neg_ctrl_pMJ144-1|STAT1_2x|PD0325901|chr1:100-200|UM|10 nM|well_5 mm|' +
      '5pM2|A_5uM+B_1uM|A_5uM_DMSO_0.1%|IL2|C10orf10|TNF_1|U2AF1|GAPDH_10.5|P53_5umol'
    ).split('|'),
  )('no dose in “%s”', (label) => {
    expect(parseDose(label)).toBeNull();
  });

  it('multiples are doses only where several follow one name', () => {
    const told = dosesOfLabels(['STAT1_x0.5', 'STAT1_x2', 'IRF1_x1', 'GATA1_1', 'GATA1_2', 'control']);
    expect([...(told ?? [])].map(([label, { name, value, unit }]) => [label, name, value, unit])).toEqual([
      ['STAT1_x0.5', 'STAT1', 0.5, '×'],
      ['STAT1_x2', 'STAT1', 2, '×'],
    ]);
    expect(dosesOfLabels(['STAT1_2x', 'IRF1_2x'])).toBeNull();
    expect(dosesOfLabels(['GATA1_1', 'GATA1_2', 'GATA1_3'])).toBeNull();
    expect(dosesOfLabels(['A_5uM', 'B_5uM'])).toBeNull();
  });

  it('numbers without a unit are doses where all labels have one, and the vehicle shares it', () => {
    const fractions = ['DMSO_0.1', 'JQ1_0.1', 'JQ1_1', 'TSA_1'];
    expect(dosesIn(...fractions)).toEqual(['DMSO 0.1', 'JQ1 0.1', 'JQ1 1', 'TSA 1']);
    expect(dosesIn('Vehicle_0', 'TSA_10', 'TSA_1000')).toEqual(['Vehicle 0', 'TSA 10', 'TSA 1000']);
    // Hours, replicates and guides, names of compounds, and numbers beside controls that are no vehicle.
    expect(dosesIn('DMSO_0.5', 'DMSO_24', 'JQ1_0.5', 'JQ1_24')).toEqual([]);
    expect(dosesIn('vehicle_0', 'JQ1_6', 'JQ1_24')).toEqual([]);
    expect(dosesIn('DMSO_1', 'DMSO_2', 'JQ1_1', 'JQ1_2')).toEqual([]);
    expect(dosesIn('DMSO_1', 'DMSO_2', 'GSK_126', 'GSK_343')).toEqual([]);
    expect(dosesIn('DMSO', 'JQ1_0.1', 'JQ1_1')).toEqual([]);
    expect(dosesIn('NT_0.1', 'STAT1_0.1', 'STAT1_1')).toEqual([]);
  });

  it('amounts read back as they are written', () => {
    for (const dose of [
      { value: 5, unit: 'µM' },
      { value: 1e-7, unit: 'M' },
      { value: 0.5, unit: '×' },
      { value: 2, unit: '' },
      { value: 0.1, unit: '%' },
    ])
      expect(parseAmount(doseText(dose))).toEqual(dose);
    expect(parseAmount('low')).toBeNull();
    expect(parseAmount('24 h')).toBeNull();
    expect(unitOf('MM')).toBeNull();
  });
});

const CELLS = 240;
const genes = ['GATA1', 'SPI1', 'KLF1', 'AARS', 'TAL1'];
const rows = Array.from({ length: CELLS }, (_, cell) => genes.map((__, gene) => ((cell + gene) % 7) / 3));
const turns = <Value>(values: readonly Value[]): Value[] =>
  Array.from({ length: CELLS }, (_, cell) => values[cell % values.length] as Value);

/** Perturbations of effects, and the columns that were taken; control labels are told apart by the file's words. */
function readingOf(obs: Fixture['obs'], change: Partial<Mapping> = {}) {
  const opened = withDoses(openedFixture({ rows, genes, obs }));
  const { mapping, guesses, perturbationColumns } = recognise(opened, change);
  const labels = labelsOf(opened, mapping, 'effects').map((label) =>
    label.role === 'unrecognised'
      ? { ...label, role: 'perturbation' as const, targets: [label.label] }
      : label,
  );
  const { list } = distinctPerturbations(opened, labels, mapping);
  return {
    column: mapping.perturbationColumn,
    columns: perturbationColumns,
    dose: mapping.doseColumn,
    effects: list.map(({ label }) => label),
    heldOut: list.flatMap(({ label, heldOut }) => (heldOut ? [label] : [])),
    ofTargets: list.flatMap(({ dose }) => (dose ? [dose.ofTargets] : [])),
    guess: guesses.find(({ field }) => field === 'doseColumn'),
  };
}

describe('the doses of a file', () => {
  it('and times, whose columns are named for drugs and treatments, are no other labels', () => {
    const told = readingOf({
      drug: turns(['DMSO', 'AKTi', 'MEKi', 'AKTi', 'DMSO', 'MEKi']),
      drug_conc: turns(['0.0 uM', '1.0 uM', '5.0 uM', '5.0 uM', '0.0 uM', '1.0 uM']),
      treatment_time: turns(['6h', '24h', '6h', '24h', '24h']),
    });
    expect(told).toMatchObject({ column: 'drug', columns: ['drug'], dose: 'drug_conc' });
  });

  it('labels of compounds', () => {
    const told = readingOf({
      condition: turns(['DMSO', 'AKTi_1uM', 'AKTi_500nM', 'MEKi_1uM', 'AKTi_0uM', 'JQ1']),
    });
    expect(told).toMatchObject({
      column: 'condition (without dose)',
      columns: ['condition (without dose)'],
      dose: 'dose (in condition)',
      effects: ['control', 'AKTi 0.5 µM', 'AKTi 1 µM', 'JQ1', 'MEKi 1 µM'],
      guess: { certainty: 'likely', reason: { tag: 'doses', doses: 2, perturbations: 1, hasUnit: true } },
    });
  });

  it('labels of compounds beside vehicles at several concentrations', () => {
    const labels = ['DMSO_0.1%', 'DMSO_1%', 'AKTi_1uM', 'AKTi_10uM'];
    expect(readingOf({ condition: turns(labels) })).toMatchObject({
      effects: ['DMSO', 'AKTi 1 µM', 'AKTi 10 µM'],
      guess: { reason: { doses: 2, perturbations: 1 } },
    });
  });

  it.each([
    ['DMSO', 'dose'],
    ['Vehicle', 'dose'],
    // Doses of controls that are no vehicle are those of something else.
    ['control', undefined],
  ])('a column in which controls called %s have several', (control, dose) => {
    const obs = { compound: turns([control, 'AKTi']), dose: turns([1, 1, 10, 10]) };
    expect(readingOf(obs).dose).toBe(dose);
  });

  it('labels of genes', () => {
    const obs = { perturbation: turns(['control', 'GATA1_x0.5', 'GATA1_x2', 'SPI1_x0.5', 'SPI1_x2']) };
    expect(readingOf(obs).effects).toEqual(['control', 'GATA1 × 0.5', 'GATA1 × 2', 'SPI1 × 0.5', 'SPI1 × 2']);
    expect(readingOf(obs, { perturbationColumn: 'perturbation' }).column).toBe('perturbation');
  });

  it('one dose is held out by its name, all doses of a perturbation by that without the dose', () => {
    const obs = { condition: turns(['DMSO', 'AKTi_1uM', 'AKTi_500nM', 'MEKi_1uM']) };
    expect(readingOf(obs, { heldOut: ['AKTi 0.5 µM'] }).heldOut).toEqual(['AKTi 0.5 µM']);
    expect(readingOf(obs, { heldOut: ['AKTi'] }).heldOut).toEqual(['AKTi 0.5 µM', 'AKTi 1 µM']);
  });

  it('in a pair each target has its own dose, in whichever order the label names them', () => {
    const obs = {
      compound: turns(['DMSO', 'GATA1', 'GATA1', 'SPI1+GATA1']),
      dose: turns(['0', '1', '2', '5+0.5']),
    };
    const told = readingOf(obs, { perturbationColumn: 'compound', doseColumn: 'dose' });
    expect(told.effects).toEqual(['DMSO', 'GATA1 1', 'GATA1 2', 'SPI1+GATA1 5+0.5']);
    expect(told.ofTargets).toEqual([[1], [2], [0.5, 5]]);
  });

  it('sci-Plex: a number in nM beside the product', () => {
    const obs = {
      product_name: turns(['Vehicle', 'Trametinib', 'Trametinib', 'SAHA']),
      dose: turns([0, 10, 1000, 10]),
      dose_unit: turns(['nM']),
      vehicle: turns(['True', 'False', 'False', 'False']),
    };
    expect(readingOf(obs)).toMatchObject({
      dose: 'dose',
      effects: ['Vehicle', 'SAHA 10 nM', 'Trametinib 10 nM', 'Trametinib 1000 nM'],
    });
  });

  it('scPerturb: dose_value with dose_unit, and pooled where so chosen', () => {
    const obs = {
      perturbation: turns(['control', 'Trametinib', 'Trametinib', 'JQ1']),
      dose_value: turns([Number.NaN, 10, 100, 10]),
      dose_unit: turns([null, 'nM', 'nM', 'nM']),
    };
    expect(readingOf(obs).effects).toEqual(['control', 'JQ1 10 nM', 'Trametinib 10 nM', 'Trametinib 100 nM']);
    expect(readingOf(obs, { doseColumn: null }).effects).toEqual(['control', 'JQ1', 'Trametinib']);
  });

  it('OpenProblems, whose unit is in the name of the column', () => {
    const obs = { sm_name: turns(['DMSO', 'Oprozomib', 'Oprozomib']), dose_uM: turns([0, 0.1, 1]) };
    expect(readingOf(obs).effects).toEqual(['DMSO', 'Oprozomib 0.1 µM', 'Oprozomib 1 µM']);
  });

  it('Tahoe-100M', () => {
    const labels = ['DMSO_TF 0.0', 'Bortezomib 0.05', 'Bortezomib 0.5', 'JQ1 5.0'].map((label) => {
      const [name = '', dose = ''] = label.split(' ');
      return `[('${name}', ${dose}, 'uM')]`;
    });
    const told = readingOf({ drugname_drugconc: turns(labels) });
    expect(told.effects).toEqual(['control', 'Bortezomib 0.05 µM', 'Bortezomib 0.5 µM', 'JQ1 5 µM']);
  });

  it('LINCS: text with its unit, −666 where there is none, and units that differ', () => {
    const obs = {
      pert_iname: turns(['DMSO', 'vorinostat', 'vorinostat', 'vorinostat']),
      pert_idose: turns(['-666', '10 uM', '500 nM', '0.04 uM']),
    };
    const told = readingOf(obs);
    expect(told.effects).toEqual(['DMSO', 'vorinostat 0.04 µM', 'vorinostat 0.5 µM', 'vorinostat 10 µM']);
  });

  it('CellBox: doses without a unit and no controls', () => {
    const obs = {
      compound: turns(['AKTi', 'AKTi', 'MEKi', 'AKTi+MEKi']),
      dose: turns([1, 2, 3, Number.NaN]),
    };
    const told = readingOf(obs);
    expect(told.effects).toEqual(['AKTi 1', 'AKTi 2', 'AKTi+MEKi', 'MEKi 3']);
    expect(told.guess).toMatchObject({ certainty: 'assumed', reason: { hasUnit: false } });
  });

  it('a compound at dose 0 is the control where no label is', () => {
    const obs = { compound: turns(['AKTi', 'AKTi', 'AKTi', 'MEKi']), dose: turns([0, 1, 2, 1]) };
    expect(readingOf(obs)).toMatchObject({
      column: 'compound (without dose)',
      effects: ['control', 'AKTi 1', 'AKTi 2', 'MEKi 1'],
    });
  });

  it('a dose of 0 makes no labels of what is one for all cells, or states the kind', () => {
    const obs = {
      perturbation: turns(['control', 'AKTi', 'AKTi', 'MEKi']),
      dose_value: turns([0, 1, 2, 1]),
      perturbation_type: turns(['drug']),
      drug_class: turns(['x']),
    };
    const made = withDoses(openedFixture({ rows, genes, obs })).obs.map(({ name }) => name);
    expect(made).toEqual(Object.keys(obs));
    const single = { compound: turns(['AKTi']), dose: turns([0, 1, 2, 2]) };
    expect(readingOf(single)).toMatchObject({ effects: ['control', 'AKTi 1', 'AKTi 2'] });
  });

  it('doses that controls have too are of something else', () => {
    const obs = {
      perturbation: Array.from({ length: CELLS }, (_, cell) => ['control', 'GATA1', 'SPI1'][cell % 3] ?? ''),
      dose: Array.from({ length: CELLS }, (_, cell) => [0, 1, 2, 3][Math.floor(cell / 3) % 4] ?? 0),
    };
    const told = readingOf(obs);
    expect(told).toMatchObject({ column: 'perturbation', effects: ['control', 'GATA1', 'SPI1'] });
    expect(told.dose).toBeUndefined();
  });

  it('one dose for each perturbation tells nothing apart', () => {
    const obs = { drug: turns(['DMSO', 'AKTi', 'MEKi']), dose: turns([0, 1, 2]) };
    expect(readingOf(obs).dose).toBeUndefined();
  });

  it('units of one dimension become the one of most cells', () => {
    const names = ['1 uM', '1 uM', '100 nM', '0.001 mM', '5 U/ml', 'low'];
    const column = openedFixture({ rows, genes, obs: { dose: turns(names) } }).obs[0];
    const { list, ofCell } = readDoses(
      column ?? { kind: 'number', name: '', values: new Float64Array(0) },
      [],
    );
    expect(
      Array.from(ofCell.slice(0, 6), (at) => (at < 0 ? null : doseText(list[at] ?? { value: 0, unit: '' }))),
    ).toEqual(['1 µM', '1 µM', '0.1 µM', '1 µM', '5 U/ml', null]);
  });
});

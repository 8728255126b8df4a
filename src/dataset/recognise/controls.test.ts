import { expect, it } from 'vitest';
import type { AnnotationColumn } from '../annotation';
import { openedFixture } from '../../../tests/support/dataset/screens';
import { isControlLabel, statedControls } from './controls';
import { recognise } from './recognise';

function column(name: string, ...values: readonly string[]): AnnotationColumn {
  const categories = [...new Set(values)];
  return {
    name,
    kind: 'category',
    categories,
    codes: Int32Array.from(values, (one) => categories.indexOf(one)),
  };
}

it('a column states the controls where it says yes or no of every cell', () => {
  const told = { column: 'is_control', isControl: [true, false, true] };
  expect(statedControls([column('is_control', 'True', 'False', 'True')])).toEqual(told);
  expect(statedControls([column('is_control', '1', '0', '1')])).toEqual(told);
});

it('a column of that name with other words, or without a yes, states nothing', () => {
  expect(statedControls([column('control', 'yes', 'plate 3', 'no')])).toBeNull();
  expect(statedControls([column('control', 'no', 'no')])).toBeNull();
  expect(statedControls([column('cells', 'yes', 'no')])).toBeNull();
});

it.each([
  'HPRT_intron',
  'HPRT1-intron',
  'sgCh2-2',
  'chr2-safe',
  'NonT',
  'ntRNA',
  'N.C.',
  'UNT',
  'pLKO.1-empty',
  'ORF_GFP',
  'ORF-mCherry',
  'mNeonGreen',
  'sgTomato',
  'isogenic',
  'normoxia',
  'NC_siRNA_1',
  'DMSO_expt1',
  'NTC_A_1',
  'NT_b_2',
  'NC#1',
  'Scr_ASO',
  'Col-0_1',
  'w1118',
  'BY4741_2',
  'MG1655_3',
  'WT-Cas9',
  'Cas9-WT',
  'Lenti-GFP',
  'lenti_empty',
  'pBABE-empty',
  'lentiCRISPRv2',
  'scr_sh',
  'sh_scr',
  'shSCRAM',
  'shC002',
  'siGL2',
  'non-silencing',
  'TetR',
  'rtTA3',
  'No perturbation',
  'no_guide_control',
  'untreated cells',
  'unedited',
  'mock transfected',
  'mScarlet',
  'iRFP670',
  'medium control',
  'C57BL/6',
])('%s is a control', (label) => {
  expect(isControlLabel(label)).toBe(true);
});

it.each([
  'ConA',
  'Con A',
  'siCBL',
  'WT-STAT1',
  'TP53_WT',
  'T cells',
  'HPRT1',
  'UNT2',
  'Ch2',
  'Chr2',
  'TOMATO1',
  'ORF_STAT1',
])('%s is none', (label) => {
  expect(isControlLabel(label)).toBe(false);
});

function controlsAmong(labels: readonly string[]): readonly string[] {
  const obs = { perturbation: labels.flatMap((label) => Array.from({ length: 10 }, () => label)) };
  const rows = obs.perturbation.map((_, cell) => [cell % 5, cell % 3]);
  const { control } = recognise(openedFixture({ rows, genes: ['GATA1', 'SPI1'], obs })).mapping;
  return control.mode === 'cells' ? control.labels.toSorted() : [];
}

it('what is called healthy beside healthy controls is one of them', () => {
  expect(controlsAmong(['healthy', 'healthy control', 'GATA1'])).toEqual(['healthy', 'healthy control']);
  expect(controlsAmong(['Normal_2', 'normal controls', 'GATA1'])).toEqual(['Normal_2', 'normal controls']);
  // Tissue of patients, beside controls of something else.
  expect(controlsAmong(['normal', 'non-targeting', 'GATA1'])).toEqual(['non-targeting']);
});

it('a vehicle is a control whatever its dose, and ethanol or medium where nothing else is one', () => {
  const vehicles = ['DMSO (0.1%)', 'DMSO 0.1% v/v', 'DMSO_0.1', 'DMSO_0.5%', 'vehicle_1'];
  expect(controlsAmong([...vehicles, 'GATA1'])).toEqual(vehicles);
  expect(controlsAmong(['EtOH_0.1%', 'Ethanol 0.1%', 'GATA1'])).toEqual(['EtOH_0.1%', 'Ethanol 0.1%']);
  expect(controlsAmong(['ethanol', 'water', 'GATA1'])).toEqual(['water']);
  expect(controlsAmong(['Medium', 'LPS', 'GATA1'])).toEqual(['Medium']);
  expect(controlsAmong(['UT', 'LPS', 'GATA1'])).toEqual(['UT']);
  expect(controlsAmong(['media', 'untreated', 'GATA1'])).toEqual(['untreated']);
  expect(isControlLabel('DMSO_JQ1')).toBe(false);
});

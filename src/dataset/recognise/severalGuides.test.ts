import { expect, it } from 'vitest';
import { column } from '../../../tests/support/dataset/screens';
import { distinctValues } from './distinct';
import { geneLookup } from './geneLookup';
import { guidesIn, guidesOfCells } from './severalGuides';

it('cells are counted by how many guides they have and whether these aim at one gene', () => {
  const guides = [
    'STAT1g1',
    'STAT1g2',
    'sgHLA-A-1',
    'STAT1g1|STAT1g2',
    'NTg1|NTg2',
    'STAT1g1|NTg3',
    'STAT1g1|IRF1g2',
    'STAT1+IRF1',
    'STAT1+ctrl',
    'STAT1_IRF1',
    'STAT1g1|SOX17g1',
    'AARS_+_70323441.23-P1P2',
    'NTg1',
    null,
  ];
  const found = guidesOfCells(
    distinctValues(column('guide', guides)),
    geneLookup([['STAT1', 'IRF1', 'HLA-A', 'AARS']]),
  );
  expect(found).toEqual({ one: 6, sameTarget: 2, besideControl: 1, severalTargets: 3, unknown: 2 });
});

it('a label stands for as many guides as it names, or genes where it names none', () => {
  const genes = geneLookup([['STAT1', 'IRF1', 'HLA-A', 'AARS']]);
  const counted = {
    STAT1: 1,
    STAT1g1: 1,
    'HLA-A': 1,
    'STAT1g1|STAT1g2': 2,
    'NTg1|NTg2': 2,
    'STAT1g1|NTg3': 2,
    'STAT1+ctrl': 1,
    STAT1_IRF1: 2,
    'STAT1g1|STAT1g2|IRF1g1': 3,
    'AARS_+_70323441.23-P1P2': 1,
    control: 0,
    SOX17: 0,
  };
  for (const [label, guides] of Object.entries(counted))
    expect([label, guidesIn(label, genes)]).toEqual([label, guides]);
});

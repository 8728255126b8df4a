/** The guide of every cell: found in the file, and kept however it is sorted. */
import { describe, expect, it, test } from 'vitest';
import { countScreen, select } from '../../../tests/support/dataset/countScreen';
import { openedFixture, sourceFixture, type Fixture } from '../../../tests/support/dataset/screens';
import type { Mapping } from '../mapping';
import { everyGene } from '../quality/everyGene';
import { guideKey } from './guides';
import { recognise } from './recognise';

const targets = ['control', 'GATA1', 'SPI1', 'GATA1', 'SPI1', 'control'];
/** One guide in each block of six cells: three guides per target, and numbered controls. */
const guideOf = (cell: number) =>
  `${targets[cell % 6] === 'control' ? 'NT' : targets[cell % 6]}_g${1 + (Math.floor(cell / 6) % 3)}`;
const inTurn = (name: (cell: number) => string | null) =>
  Array.from({ length: 140 }, (_, cell) => name(cell));

function found(fixture: Fixture) {
  const { mapping, guesses } = recognise(openedFixture(fixture));
  return { column: mapping.guideColumn, guess: guesses.find(({ field }) => field === 'guideColumn') };
}

/** One guide for each target, and several of the controls. */
const withControls = (controls: number) =>
  found(
    countScreen(targets, {
      guide: inTurn((cell) =>
        targets[cell % 6] === 'control'
          ? `NT_g${Math.floor(cell / 6) % controls}`
          : `${targets[cell % 6]}_g1`,
      ),
    }),
  );

describe('the column of guides', () => {
  it.each([
    'guide',
    'guide_id',
    'guide_identity',
    'gene_guide',
    'sgRNA',
    'sgID_AB',
    'gRNA.name',
    'best_guide',
    'crRNA_array',
    'guide_target',
  ])('is %s, of which each value lies within a perturbation', (name) => {
    const { column, guess } = found(countScreen(targets, { [name]: inTurn(guideOf) }));
    expect(column).toBe(name);
    expect(guess?.reason).toEqual({ tag: 'guides', guides: 6, perTarget: 3, inLabels: false });
  });

  it('is the perturbation column where its labels name guides', () => {
    const { column, guess } = found({
      ...countScreen(targets),
      obs: { perturbation: inTurn((cell) => guideOf(cell).replace('_g', 'g')) },
    });
    expect(column).toBe('perturbation');
    expect(guess?.reason).toMatchObject({ inLabels: true, perTarget: 3 });
  });

  it('has one guide for each target where the controls have four, which tell how guides differ', () => {
    expect(withControls(4).column).toBe('guide');
    expect(withControls(4).guess?.reason).toMatchObject({ perTarget: 1, inLabels: false });
    expect(withControls(3).column).toBeUndefined();
  });

  it('is none where guides do not lie within perturbations, or most targets have one', () => {
    expect(found(countScreen(targets, { guide: inTurn((cell) => `g${cell % 7}`) })).column).toBeUndefined();
    expect(found(countScreen(targets, { guide: inTurn((cell) => targets[cell % 6] ?? null) })).column).toBe(
      undefined,
    );
    expect(found(countScreen(targets)).column).toBeUndefined();
  });

  it('is not one of guides called at another threshold, which are ambient', () => {
    const one = inTurn((cell) => targets[cell % 6] ?? null);
    const more = inTurn((cell) => `${targets[cell % 6]}${cell % 4 === 0 ? '|NT' : ''}`);
    const called = { 'guide (UMIs ≥ 5)': one, 'guide (UMIs ≥ 1)': more };
    expect(found(countScreen(targets, called)).column).toBeUndefined();
    expect(found({ ...countScreen(targets), obs: called }).column).toBeUndefined();
  });

  it('is not the column of pairs in two orders', () => {
    const pairs = ['ctrl', 'GATA1+ctrl', 'ctrl+GATA1', 'SPI1+KLF1', 'KLF1+SPI1'];
    expect(found(countScreen(pairs)).column).toBeUndefined();
    expect(found(countScreen(['ctrl', 'GATA1', 'SPI1', 'SPI1_KLF1', 'KLF1_SPI1'])).column).toBeUndefined();
  });
});

it.each([
  ['A+B', 'B+A', true],
  ['E2F4_YY1', 'YY1_E2F4', true],
  ['HLA-B_CD58', 'CD58_HLA-B', true],
  ['A+ctrl', 'ctrl+A', true],
  ['IRF1-3|NTC-1', 'IRF1-3', true],
  ['NTC-1|NTC-2', 'NTC-1', false],
  ['STAT1_1_SPI1_2', 'STAT1_2_SPI1_1', false],
  ['STAT1_g1_SPI1_g2', 'STAT1_g2_SPI1_g1', false],
  ['STAT1_A', 'STAT1_B', false],
  ['AARS_+_70323441.23-P1P2', 'AARS_-_70323441.23-P1P2', false],
])('%s and %s name the same guides: %s', (one, other, areSame) => {
  expect(guideKey(one) === guideKey(other)).toBe(areSame);
});

it('is none where it shall not be, and effects then have one guide of each perturbation', () => {
  const obs = { perturbation: inTurn((cell) => guideOf(cell).replace('_g', 'g')) };
  const source = sourceFixture({ ...countScreen(targets), obs }, 'by-cell');
  const guidesWith = (change: Partial<Mapping>) => {
    const recognition = recognise(source.opened, change);
    return everyGene(source, recognition, recognition.mapping, null).guides.map(
      ({ perturbation }) => perturbation,
    );
  };
  expect(guidesWith({})).toHaveLength(9);
  expect(new Set(guidesWith({}))).toEqual(new Set([0, 1, 2]));
  expect(guidesWith({ guideColumn: null })).toHaveLength(3);
  expect(new Set(guidesWith({ guideColumn: null }))).toEqual(new Set([0, 1, 2]));
});

const screen = countScreen(targets, { guide: inTurn((cell) => (cell < 5 ? null : guideOf(cell))) });

test('each cell keeps its guide, however the file is sorted', async () => {
  const dataset = await select(screen);
  expect(dataset.cellGuides?.names).toEqual([
    'GATA1_g1',
    'GATA1_g2',
    'GATA1_g3',
    'NT_g1',
    'NT_g2',
    'NT_g3',
    'SPI1_g1',
    'SPI1_g2',
    'SPI1_g3',
  ]);
  const pairs = Array.from(dataset.cellGuides?.ofCell ?? [], (guide, cell) => {
    const label = dataset.conditions[dataset.conditionOfCell[cell] ?? 0]?.label ?? '';
    return `${label} ${dataset.cellGuides?.names[guide]?.replace(/_g\d/, '') ?? 'unknown'}`;
  });
  expect(new Set(pairs)).toEqual(
    new Set(['control NT', 'GATA1 GATA1', 'SPI1 SPI1', 'control unknown', 'GATA1 unknown', 'SPI1 unknown']),
  );
  expect(dataset.cellGuides?.ofCell.filter((guide) => guide < 0)).toHaveLength(5);
  const turned = await select({
    ...screen,
    rows: screen.rows.toReversed(),
    obs: Object.fromEntries(Object.entries(screen.obs).map(([name, values]) => [name, values.toReversed()])),
  });
  expect(turned.cellGuides).toEqual(dataset.cellGuides);
  expect(turned.values).toEqual(dataset.values);
});

test('a mapping without a column of guides gives none', async () => {
  expect((await select(screen, { guideColumn: null })).cellGuides).toBeUndefined();
});

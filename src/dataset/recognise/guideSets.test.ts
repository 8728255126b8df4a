/** Columns that list many guides of each cell, as several programs write them, and columns that do not. */
import { describe, expect, it } from 'vitest';
import { openedFixture, type Fixture } from '../../../tests/support/dataset/screens';
import { Random } from '../../numerics/random';
import { labelColumn } from './labelColumn';
import { withIndicatorLabels } from './indicators';
import { recognise } from './recognise';

const genes = ['GATA1', 'SPI1', 'KLF1', 'CEBPA', 'TAL1', 'FLI1', 'MYB', 'RUNX1'];
const CELLS = 400;
const rows = Array.from({ length: CELLS }, (_, cell) => genes.map((__, gene) => (cell * 7 + gene * 5) % 4));
const guides = [...genes.slice(0, 6).flatMap((gene) => [`${gene}_g1`, `${gene}_g2`]), 'NTC_1', 'NTC_2'];

/** Each cell's guides, `least` to `most` of them. */
function drawn(least: number, most: number, from: readonly string[] = guides): string[][] {
  const random = Random.mixed(2);
  return rows.map(() => {
    const own = new Set<string>();
    const number = least + random.integer(most - least + 1);
    while (own.size < number) own.add(from[random.integer(from.length)] ?? '');
    return [...own];
  });
}

const opened = (obs: Fixture['obs']) => withIndicatorLabels(openedFixture({ rows, genes, obs }));
const many = drawn(2, 6);
const cellsWith = (guide: string, sets: readonly (readonly string[])[]) =>
  sets.filter((own) => own.includes(guide)).length;

/** The column that is read where guides are called at two thresholds. */
const asked = (first: readonly string[], second: readonly string[]) =>
  recognise(opened({ 'guide (UMIs ≥ 5)': first, 'guide (UMIs ≥ 1)': second })).mapping.perturbationColumn;

/** Elements, genes and controls in the words of Gasperini et al. (2019). */
const places = [
  'chr1.2499_top_two',
  'chr12.31_second_two',
  'GATA1_TSS',
  'SPI1_TSS',
  'KLF1_TSS',
  'random_1',
  'scrambled_7',
  'chrX.5',
];
const ofPlaces = drawn(3, 6, places);

const sequence = (guide: string) => (guide.startsWith('NTC') ? guide : `seq${guides.indexOf(guide)}`);

describe('guides of each cell', () => {
  it.each<[string, Fixture['obs'], string]>([
    ['semicolons', { guide: many.map((own) => own.join(';')) }, 'guide'],
    ['commas', { guide: many.map((own) => own.join(', ')) }, 'guide'],
    ['bars', { feature_call: many.map((own) => own.join('|')) }, 'feature_call'],
    ['plus signs', { perturbation: many.map((own) => own.join('+')) }, 'perturbation'],
    ['lists', { guides: many.map((own) => `['${own.join("', '")}']`) }, 'guides'],
    [
      'columns of 0 and 1',
      Object.fromEntries(guides.map((guide) => [guide, many.map((own) => Number(own.includes(guide)))])),
      'perturbed (columns of 0 and 1)',
    ],
  ])('are read from %s', (_, obs, column) => {
    const file = opened(obs);
    const { mapping, labels, notes, blocked } = recognise(file);
    const name = `guides in ${column}`;
    expect(mapping).toMatchObject({ perturbationColumn: name, guideColumn: name });
    expect(blocked).toBeNull();
    const told = Object.fromEntries(labels.map(({ label, role, cells }) => [label, [role, cells]]));
    expect(told).toEqual(
      Object.fromEntries(
        guides.map((guide) => [
          guide,
          [guide.startsWith('NTC') ? 'control' : 'perturbation', cellsWith(guide, many)],
        ]),
      ),
    );
    expect(notes).toContainEqual(expect.objectContaining({ tag: 'many-guides', column, targets: 6 }));
    expect(notes.map(({ tag }) => tag)).not.toContain('further-targets');
    // Of each cell one of its guides stands for it where one is needed.
    const listed = labelColumn(file, name);
    const codes = listed?.kind === 'category' ? listed.codes : [];
    const categories = listed?.kind === 'category' ? listed.categories : [];
    expect(Array.from(codes).every((code, cell) => many[cell]?.includes(categories[code] ?? ''))).toBe(true);
  });

  it('are not read where the user chooses the combinations', () => {
    const file = opened({ guide: many.map((own) => own.join(';')) });
    const { mapping, notes } = recognise(file, { perturbationColumn: 'guide' });
    expect(mapping.perturbationColumn).toBe('guide');
    expect(notes.map(({ tag }) => tag)).not.toContain('many-guides');
  });

  const triples = drawn(3, 3, guides.slice(0, 6)).map((own) => own.toSorted().join(';'));
  it.each<[string, readonly string[]]>([
    [
      'most cells have one guide',
      drawn(1, 2).map((own, cell) => own.slice(0, cell % 5 === 0 ? 2 : 1).join(';')),
    ],
    ['cells have pairs', drawn(2, 2).map((own) => own.join(';'))],
    [
      'cells have two guides of one target',
      drawn(1, 1).map(([own = '']) => `${own}|${own.replace('_g1', '_g2')}`),
    ],
    ['combinations have many cells each', triples],
  ])('are labels of their own where %s', (_, labels) => {
    const { mapping, perturbationColumns } = recognise(opened({ guide: labels }));
    expect(mapping.perturbationColumn).toBe('guide');
    expect(perturbationColumns).toEqual(['guide']);
  });

  it('are those of the threshold that was chosen first', () => {
    const one = drawn(1, 1).map((own) => own.join('|'));
    const ambient = many.map((own) => own.join('|'));
    expect(asked(one, ambient)).toBe('guide (UMIs ≥ 5)');
    expect(asked(ambient, one)).toBe('guides in guide (UMIs ≥ 5)');
  });

  it('are taken from targets where guides are sequences', () => {
    const obs = {
      guide: many.map((own) => own.map(sequence).join(';')),
      target: many.map((own) => own.map((guide) => guide.split('_', 1)[0]).join(';')),
    };
    expect(recognise(opened(obs)).mapping.perturbationColumn).toBe('guides in target');
  });

  it('are read from names of places and genes that underscores divide, which have such themselves', () => {
    const bases = ['A', 'C', 'G', 'T'];
    const spacer = (place: string) =>
      Array.from({ length: 20 }, (_, at) => bases[(places.indexOf(place) * 7 + at * at) % 4]).join('');
    const { mapping, labels } = recognise(
      opened({
        gene: ofPlaces.map((own) => own.join('_')),
        barcode: ofPlaces.map((own) => own.map(spacer).join('_')),
        guide_id: ofPlaces.map((own) => own.map(spacer).join('_')),
      }),
    );
    expect(mapping.perturbationColumn).toBe('guides in gene');
    expect(mapping.guideColumn).toBeUndefined();
    expect(labels.map(({ label }) => label).toSorted()).toEqual(places.toSorted());
    expect(
      labels
        .filter(({ role }) => role === 'control')
        .map(({ label }) => label)
        .toSorted(),
    ).toEqual(['random_1', 'scrambled_7']);
    expect(labels.find(({ label }) => label === 'SPI1_TSS')?.targets).toEqual(['SPI1']);
    // One place is no list.
    const single = recognise(opened({ gene: rows.map((_, cell) => places[cell % 6] ?? '') }));
    expect(single.mapping.perturbationColumn).toBe('gene');
  });

  it('are not looked for in names of cells', () => {
    const obs = {
      gene: rows.map((_, cell) => genes[cell % 6] ?? ''),
      barcode: rows.map((_, cell) => `batch;${cell};GATA1;${cell % 7}`),
    };
    expect(recognise(opened(obs)).perturbationColumns[0]).toBe('gene');
  });
});

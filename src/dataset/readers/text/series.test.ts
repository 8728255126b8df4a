/** Tables as GEO gives them: series matrices, and dictionaries of guides. */
import { describe, expect, it } from 'vitest';
import { columnsOf, denseOf, open, openText, problemOf } from '../../../../tests/fixtures/readers/fixture';
import { recognise } from '../../recognise/recognise';

const SAMPLES = ['GSM1', 'GSM2', 'GSM3', 'GSM4'];
const HEAD = [
  ['!Series_title', 'A study of, two knockouts'],
  ['!Sample_title', 'wt, rep 1', 'wt, rep 2', 'ko1', 'ko2'],
  ['!Sample_geo_accession', ...SAMPLES],
  ['!Sample_characteristics_ch1', ...SAMPLES.map(() => 'cell line: K562')],
  ['!Sample_characteristics_ch1', 'genotype: WT', 'genotype: WT', 'genotype: GATA1 KO', 'genotype: SPI1 KO'],
  ['!Sample_description', 'first', 'second', 'first', 'second'],
  ['!series_matrix_table_begin'],
  ['ID_REF', ...SAMPLES],
];
const END = [['!series_matrix_table_end']];

function series(names: readonly string[]): string {
  const rows = names.map((name, gene) => [
    name,
    ...SAMPLES.map((_, sample) => String(gene + 0.5 * sample + 5.1)),
  ]);
  return [...HEAD, ...rows, ...END]
    .map(([first, ...others]) =>
      [first, ...others.map((cell) => (/^\d/.test(cell) ? cell : `"${cell}"`))].join('\t'),
    )
    .join('\n');
}

describe('series matrices of GEO', () => {
  it('titles and characteristics that differ between samples are columns', async () => {
    const source = await openText(series(['GATA1', 'SPI1', 'KLF1']));
    const { opened } = source;
    expect(columnsOf(opened.obs)).toEqual({
      title: ['wt, rep 1', 'wt, rep 2', 'ko1', 'ko2'],
      genotype: ['WT', 'WT', 'GATA1 KO', 'SPI1 KO'],
      description: ['first', 'second', 'first', 'second'],
    });
    expect(opened.cellNames).toEqual(SAMPLES);
    expect((await denseOf(source, 'table'))[1]).toEqual([5.6, 6.6, 7.6].map(Math.fround));
    expect(recognise(opened)).toMatchObject({
      mapping: { perturbationColumn: 'genotype', control: { mode: 'cells', labels: ['WT'] } },
      blocked: null,
    });
  });

  it('probes in place of genes are told', async () => {
    const names = ['ILMN_1762337', '1007_s_at', 'A_23_P100001'];
    const { opened } = await openText(series(names));
    expect(recognise(opened).notes).toContainEqual({ tag: 'names-of-probes', names });
    const { opened: genes } = await openText(series(['GATA1', 'SPI1', 'ILMN_1762337']));
    expect(recognise(genes).notes.map(({ tag }) => tag)).not.toContain('names-of-probes');
  });

  it('without values, and tables of a header alone, are refused as that', async () => {
    expect(await problemOf(openText(series([])))).toMatchObject({ tag: 'only-header', isSeries: true });
    expect(await problemOf(openText('cell,perturbation,GATA1,SPI1\n'))).toMatchObject({
      tag: 'only-header',
      isSeries: false,
    });
  });
});

describe('dictionaries of guides with their cells, as of Dixit et al.', () => {
  const cells = ['GATTACAGAA-1', 'GATTACAGCC-1', 'GATTACAGGG-1', 'GATTACAGTT-1'];
  const table = new File(
    [`,GATA1,SPI1\n${cells.map((cell, at) => `${cell},${at},3`).join('\n')}\n`],
    'counts.csv',
  );

  it('give every cell its guides', async () => {
    const dictionary = [
      `p_sgGATA1_3,"${cells[0]}, ${cells[1]}"`,
      `p_sgSPI1_1,"${cells[1]}, ${cells[2]}"`,
      'p_sgKLF1_2,""',
      `p_INTERGENIC393453,${cells[3]}`,
    ];
    const { opened } = await open(table, new File([dictionary.join('\n')], 'k562_cbc_gbc_dict.csv'));
    expect(columnsOf(opened.obs)['guide']).toEqual([
      'p_sgGATA1_3',
      'p_sgGATA1_3;p_sgSPI1_1',
      'p_sgSPI1_1',
      'p_INTERGENIC393453',
    ]);
  });

  it('are not seen in a line for each cell', async () => {
    const labels = cells.map((cell, at) => `${['a', 'b', 'c', 'd'][at]},${cell}`);
    const { opened } = await open(table, new File([labels.join('\n')], 'labels.csv'));
    expect(columnsOf(opened.obs)['label']).toEqual(['a', 'b', 'c', 'd']);
  });
});

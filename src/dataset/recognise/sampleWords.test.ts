/** Labels from words in titles and names of samples, as GEO and bulk tables have them. */
import { describe, expect, it } from 'vitest';
import { openText } from '../../../tests/fixtures/readers/fixture';
import { createImport } from '../import';
import { alone } from '../readers/fileGroup';
import { withSampleWords } from './sampleWords';
import { withTimes } from './labelTimes';
import { recognise } from './recognise';

const GENES = ['GATA1', 'SPI1', 'HLA-DRB1', 'MAX', 'SET', 'CD4', 'TP53', 'KLF1'];

/** A table with genes in rows and samples in columns. */
function tableOf(names: readonly string[], genes: readonly string[] = GENES): string {
  const rows = genes.map((gene, row) => [gene, ...names.map((_, at) => 20 + ((7 * row + 3 * at) % 31))]);
  return [['gene', ...names], ...rows].map((row) => row.join('\t')).join('\n');
}

/** [samples] what each is labelled, 'control' or its targets; null without labels. */
async function labelled(names: readonly string[]): Promise<readonly string[] | null> {
  const { opened } = await openText(tableOf(names), 'table.tsv');
  const { mapping, labels } = recognise(withSampleWords(opened));
  const column = withSampleWords(opened).obs.find(({ name }) => name === mapping.perturbationColumn);
  if (column?.kind !== 'category') return null;
  const nameOf = new Map(
    labels.map(({ label, role, targets }) => [label, role === 'perturbation' ? targets.join('+') : role]),
  );
  return Array.from(column.codes, (code) => nameOf.get(column.categories[code] ?? '') ?? '');
}

describe('words of samples', () => {
  it.each([
    ['K562 GATA1 KO rep1', 'K562 SPI1 KO rep1', 'K562 WT rep1'],
    [
      'GATA1 knockdown - biological replicate 1',
      'SPI1 knockdown - biological replicate 1',
      'control - biological replicate 1',
    ],
    [
      'THP-1 cells: siRNA against GATA1 24h',
      'THP-1 cells: siRNA against SPI1 24h',
      'THP-1 cells: non-targeting siRNA 24h',
    ],
    ['K562-GATA1-KO-clone1', 'K562-SPI1-KO-clone4', 'K562-parental-2'],
    ['MCF7_shGATA1#1', 'MCF7_shSPI1#2', 'MCF7_shLuc#1'],
    ['GATA1(-/-) cells', 'SPI1(-/-) cells', 'wild type cells'],
    ['GATA1-/- cells', 'SPI1-/- cells', 'GATA1+/+ cells'],
    ['treated with GATA1 inhibitor, 24 h', 'treated with SPI1 inhibitor, 24 h', 'treated with DMSO, 24 h'],
    ['anti-CD4 GATA1 KO x', 'anti-CD4 SPI1 KO x', 'IgG WT x'],
    ['treatment: GATA1 siRNA', 'treatment: SPI1 siRNA', 'treatment: scrambled siRNA'],
    ['the max of GATA1-depleted cells', 'a set of SPI1-depleted cells', 'the rest of untreated cells'],
    ['MAX background: GATA1 KO, x', 'MAX background: SPI1 KO, y', 'MAX background: WT, z'],
  ])('in %s, %s and %s tell the perturbed gene', async (...names) => {
    expect(await labelled(names)).toEqual(['GATA1', 'SPI1', 'control']);
  });

  it('stand beside times of the same names', async () => {
    const names = ['siCtrl', 'siGATA1', 'siSPI1'].flatMap((label) => [
      `A549_${label}_24h_rep1`,
      `A549_${label}_48h_rep1`,
    ]);
    const { opened } = await openText(tableOf(names), 'table.tsv');
    const { mapping, labels } = recognise(withSampleWords(withTimes(opened)));
    expect(mapping.timeColumn).toBe('time (in row names)');
    expect(labels.map(({ role, targets }) => targets[0] ?? role)).toEqual(['control', 'GATA1', 'SPI1']);
  });

  it('tell several genes, and those with hyphens', async () => {
    expect(
      await labelled(['day 3 GATA1/SPI1 double KO', 'day 3 HLA-DRB1 KO', 'day 3 TP53 KO', 'day 3 WT']),
    ).toEqual(['GATA1+SPI1', 'HLA-DRB1', 'TP53', 'control']);
  });

  it('take samples with an intact gene for controls', async () => {
    const names = [
      'x GATA1 WT 1',
      'x GATA1 KO 1',
      'x SPI1 wild type 1',
      'x SPI1 KO 1',
      'x TP53_WT_2',
      'x TP53 KO',
    ];
    expect(await labelled(names)).toEqual(['control', 'GATA1', 'control', 'SPI1', 'control', 'TP53']);
  });

  it('take no variant of a gene for its loss', async () => {
    expect(await labelled(['a TP53_R175H 1', 'a GATA1 KO 1', 'a SPI1 KO 1', 'a WT 1'])).toEqual([
      'unrecognised',
      'GATA1',
      'SPI1',
      'control',
    ]);
    expect(await labelled(['TP53_R175H', 'TP53_R248Q', 'TP53 p.Y220C', 'control'])).toBeNull();
  });

  it('leave a gene that was put back without a label', async () => {
    expect(await labelled(['a GATA1 KO 1', 'a GATA1 KO + GATA1 rescue 1', 'a SPI1 KO 1', 'a WT 1'])).toEqual([
      'GATA1',
      'unrecognised',
      'SPI1',
      'control',
    ]);
  });

  it.each([
    ['types of cells', ['CD4 T cells', 'NK cells', 'B cells']],
    ['genes without controls', ['cells GATA1 KO', 'cells SPI1 KO', 'cells TP53 KO']],
    ['controls without genes', ['drug A 24h', 'drug B 24h', 'DMSO 24h']],
    ['genes that all samples share', ['GATA1-ER day 1', 'GATA1-ER day 2', 'GATA1-ER control']],
    ['names of cells', ['AAACCTGAGAAACCAT-1', 'AAACCTGAGAAACCCC-1', 'AAACCTGAGAAACGGG-1']],
    [
      'names of many cells of one label',
      ['GATA1', 'WT'].flatMap((label) => Array.from({ length: 20 }, (_, at) => `${label}_lane1_${at}`)),
    ],
    ['targets of antibodies', ['anti-CD4 day 1', 'anti-GATA1 day 2', 'IgG day 3']],
    ['one gene in four', ['x GATA1 KO', 'y tumour', 'z tumour', 'u tumour', 'v WT']],
  ])('are no labels where they are %s', async (_, names) => {
    expect(await labelled(names)).toBeNull();
  });

  it('are not looked at beside labels', async () => {
    const { opened } = await openText(tableOf(['GATA1_KO_1', 'SPI1_KO_1', 'WT_1']), 'table.tsv');
    expect(withSampleWords(opened)).toBe(opened);
  });

  it('are found among identifiers of genes too, and told', async () => {
    const ids = ['ENSG00000102145', 'ENSG00000066336', 'ENSG00000105610', 'ENSG00000162367'];
    const text = tableOf(['K562 GATA1 KO rep1', 'K562 SPI1 KO rep1', 'K562 WT rep1'], ids);
    const read = createImport();
    const outcome = await read.open(alone(new File([text], 'counts.tsv')), () => undefined);
    expect(outcome).toMatchObject({
      ok: true,
      value: {
        recognition: {
          blocked: null,
          labels: [
            { label: 'GATA1 KO', targets: ['ENSG00000102145'] },
            { label: 'SPI1 KO', targets: ['ENSG00000066336'] },
            { label: 'control', role: 'control' },
          ],
        },
        opened: {
          notes: expect.arrayContaining([
            {
              tag: 'labels-from-words',
              column: 'row names',
              text: 'K562 GATA1 KO rep1',
              label: 'GATA1 KO',
            },
          ]),
        },
      },
    });
    read.close();
  });
});

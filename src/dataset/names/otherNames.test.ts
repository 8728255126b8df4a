import { describe, expect, it } from 'vitest';
import { createImport } from '../import';
import { alone } from '../readers/fileGroup';
import { otherNames } from './otherNames';

const quiet = () => undefined;

async function found(name: string, genes: readonly string[]) {
  const names = await otherNames([name], genes, (other) =>
    genes.some((gene) => gene.toUpperCase() === other.toUpperCase()),
  );
  return names.get(name.toUpperCase()) ?? [];
}

describe('other names of measured genes', () => {
  const human = ['KMT2D', 'SEPTIN2', 'MRTFA', 'PTPRC', 'RB1CC1', 'TBXT'];
  const mouse = ['Kmt2d', 'Septin2', 'Pou5f1', 'Ptprc', 'Trp53'];
  // As ensembl.org shows PTPRC and KMT2D.
  const identifiers = ['ENSG00000081237', 'ENSG00000167548'];
  const yeast = ['GAL4', 'SRB8', 'HAP1', 'YAL001C'];

  it.each([
    ['a former symbol', 'TNRC21', human, ['KMT2D']],
    ['a name that spreadsheets damage', 'SEPT2', human, ['SEPTIN2']],
    ['a former symbol of a gene that was renamed', 'MKL1', human, ['MRTFA']],
    ['an alias, in any case', 'cd45', human, ['PTPRC']],
    ['mouse', 'Oct4', mouse, ['Pou5f1']],
    ['a systematic name of yeast', 'YPL248C', yeast, ['GAL4']],
    ['the standard name of a systematic one', 'TFC3', yeast, ['YAL001C']],
    ['an Ensembl gene', 'ENSG00000081237', human, ['PTPRC']],
    ['an Ensembl gene with its version', 'ENSG00000167548.16', human, ['KMT2D']],
    ['an Ensembl gene of mouse', 'ENSMUSG00000024406', mouse, ['Pou5f1']],
    ['a symbol among Ensembl genes', 'PTPRC', identifiers, ['ENSG00000081237']],
    ['an alias among Ensembl genes', 'CD45', identifiers, ['ENSG00000081237']],
    ['an Ensembl gene that is not measured', 'ENSG00000102145', human, []],
  ])('%s', async (_, name, genes, expected) => {
    expect(await found(name, genes)).toEqual(expected);
  });

  it('an alias of several genes, or the symbol of another, means none', async () => {
    // MED12 is the symbol of a human gene, and an alias of the yeast gene SRB8.
    expect(await found('MED12', human)).toEqual([]);
    expect(await found('p21', [...human, 'CDKN1A', 'TCEAL1'])).toEqual([]);
  });

  it('names of simulated genes have no others', async () => {
    expect(await found('OCT4', ['G1', 'G2', 'G3', 'G4'])).toEqual([]);
  });
});

/** Counts of five genes in 60 cells. */
const screen = (labels: readonly string[]) =>
  [
    'cell,perturbation,KMT2D,SEPTIN2,PTPRC,KLF1,MYB',
    ...Array.from(
      { length: 60 },
      (_, i) => `c${i},${labels[i % labels.length]},${i % 5},${(i + 1) % 3},${(i * 7) % 4},${i % 6},${i % 4}`,
    ),
  ].join('\n');

const openedWith = async (labels: readonly string[]) => {
  const own = createImport();
  const outcome = await own.open(alone(new File([screen(labels)], 'screen.csv')), quiet);
  if (!outcome.ok) throw new Error(outcome.error.tag);
  return { own, ...outcome.value };
};

describe('a screen', () => {
  it('whose labels use former symbols finds the genes, and says so', async () => {
    const { own, recognition } = await openedWith(['control', 'sgTNRC21-1', 'SEPT2', 'KLF1']);
    expect(recognition.labels.map(({ label, targets }) => [label, targets])).toEqual([
      ['control', []],
      ['sgTNRC21-1', ['KMT2D']],
      ['SEPT2', ['SEPTIN2']],
      ['KLF1', ['KLF1']],
    ]);
    expect(recognition.notes).toContainEqual({
      tag: 'synonyms',
      found: [
        { label: 'sgTNRC21-1', targets: ['KMT2D'] },
        { label: 'SEPT2', targets: ['SEPTIN2'] },
      ],
    });
    const loaded = await own.load(recognition.mapping, quiet);
    expect(loaded).toMatchObject({ ok: true });
  });

  it('whose labels look like symbols takes all as perturbed, and knows which name no gene', async () => {
    const { recognition, opened } = await openedWith(['control', 'KMT2D', 'SOX17', 'JQ1', 'MG132']);
    expect(recognition.labels.map(({ label, targets, role }) => [label, role, ...targets])).toEqual([
      ['control', 'control'],
      ['KMT2D', 'perturbation', 'KMT2D'],
      ['SOX17', 'perturbation', 'SOX17'],
      ['JQ1', 'perturbation', 'JQ1'],
      ['MG132', 'perturbation', 'MG132'],
    ]);
    expect(recognition.notes).toContainEqual({ tag: 'targets-latent', labels: ['SOX17', 'JQ1', 'MG132'] });
    expect(opened.genes['table']?.noGenes).toEqual(new Set(['JQ1', 'MG132']));
  });

  it('whose labels match needs no table', async () => {
    const { opened } = await openedWith(['control', 'KMT2D', 'KLF1']);
    expect(opened.genes['table']).not.toHaveProperty('otherNames');
  });
});

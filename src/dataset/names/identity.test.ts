import { describe, expect, it } from 'vitest';
import { identify } from './identity';

const human = ['GATA1', 'FOG1', 'SPI1', 'EGRNAB'];
const mouse = ['Gata1', 'Spi1', 'Pou5f1'];
const yeast = ['GAL4', 'SRB8', 'HAP1', 'OCT1'];

// Identifiers as ensembl.org, ncbi.nlm.nih.gov/gene and yeastgenome.org show them.
describe('a gene is identified by its name', () => {
  it('with approved symbol, other names and identifiers', async () => {
    expect(await identify('GATA1', human)).toMatchObject({
      species: 'human',
      symbol: 'GATA1',
      ensembl: 'ENSG00000102145',
      entrez: '2623',
      sgd: null,
    });
    expect((await identify('GATA1', human))?.otherNames).toEqual(expect.arrayContaining(['ERYF1', 'NFE1']));
  });

  // As genenames.org and ncbi.nlm.nih.gov/gene show them.
  it('with its full name, of a gene of mouse that of the human gene', async () => {
    expect((await identify('STAT1', human))?.fullName).toBe(
      'signal transducer and activator of transcription 1',
    );
    expect((await identify('fog1', human))?.fullName).toBe('zinc finger protein, FOG family member 1');
    expect((await identify('Pou5f1', mouse))?.fullName).toBe('POU class 5 homeobox 1');
    expect((await identify('GAL4', yeast))?.fullName).toBeNull();
  });

  it('by an alias, which is not among its other names', async () => {
    const gene = await identify('fog1', human);
    expect(gene).toMatchObject({ symbol: 'ZFPM1', ensembl: 'ENSG00000179588', entrez: '161882' });
    expect(gene?.otherNames).not.toContain('FOG1');
  });

  it('where it has no other names', async () => {
    expect(await identify('A1BG', human)).toMatchObject({ symbol: 'A1BG', otherNames: [], entrez: '1' });
  });

  it('in mouse and yeast', async () => {
    expect(await identify('Pou5f1', mouse)).toMatchObject({
      species: 'mouse',
      ensembl: 'ENSMUSG00000024406',
      entrez: null,
    });
    expect(await identify('GAL4', yeast)).toMatchObject({
      species: 'yeast',
      ensembl: 'YPL248C',
      sgd: 'S000006169',
    });
    // A spreadsheet had made a date of this name.
    expect(await identify('YKL134C', yeast)).toMatchObject({ symbol: 'OCT1' });
  });

  it('by its Ensembl gene, where genes are named so', async () => {
    const gene = await identify('ENSG00000102145.15', ['ENSG00000102145.15', 'ENSG00000081237.20']);
    expect(gene).toMatchObject({ species: 'human', symbol: 'GATA1', entrez: '2623' });
  });

  it('but not by an alias among names that are no symbols: Raf is not Zhx2', async () => {
    const proteins = ['Raf', 'Mek', 'Plcg', 'PIP2', 'PIP3', 'Erk', 'Akt', 'PKA', 'PKC', 'P38', 'Jnk'];
    expect(await identify('Raf', proteins)).toBeNull();
    expect(await identify('Erk', proteins)).toBeNull();
  });

  it('but not where it is unknown, or all are made up', async () => {
    expect(await identify('EGRNAB', human)).toMatchObject({ species: 'human', symbol: null, ensembl: null });
    expect(await identify('node1', ['node1', 'node2', 'node3', 'node4'])).toBeNull();
  });
});

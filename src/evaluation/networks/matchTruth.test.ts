import { describe, expect, it } from 'vitest';
import { matchTruth } from './matchTruth';
import { parseTruth } from './truth';

const genes = ['POU5F1', 'EOMES', 'KMT2D', 'PTPRC', 'SEPTIN2', 'GATA1'];

async function matched(text: string, measured: readonly string[] = genes) {
  const outcome = parseTruth(text, 'database.tsv');
  if (!outcome.ok) throw new Error(outcome.error.tag);
  return matchTruth(outcome.truth, measured);
}

describe('names of a reference network', () => {
  it('are matched by alias, former symbol and Ensembl gene, and listed', async () => {
    const truth = await matched('source\ttarget\tsign\nOCT4\tTBR2\t+\nTNRC21\tENSG00000081237.23\t-\n');
    expect(truth.edges).toEqual([
      { source: 'POU5F1', target: 'EOMES', sign: 1 },
      { source: 'KMT2D', target: 'PTPRC', sign: -1 },
    ]);
    expect(truth.renamed).toEqual([
      { written: 'OCT4', gene: 'POU5F1' },
      { written: 'TBR2', gene: 'EOMES' },
      { written: 'TNRC21', gene: 'KMT2D' },
      { written: 'ENSG00000081237.23', gene: 'PTPRC' },
    ]);
  });

  it('keep the confidence of their edges', async () => {
    const { edges } = await matched('tf,confidence,target,mor\nOCT4,C,EOMES,1\n');
    expect(edges).toEqual([{ source: 'POU5F1', target: 'EOMES', sign: 1, confidence: 0.6 }]);
  });

  it('are matched with genes that are named by Ensembl', async () => {
    const measured = ['ENSG00000204531', 'ENSG00000163508', 'ENSG00000167548'];
    const { edges } = await matched('source\ttarget\nPOU5F1\tTBR2\n', measured);
    expect(edges).toEqual([{ source: 'ENSG00000204531', target: 'ENSG00000163508', sign: 0 }]);
  });

  it('that mean several genes, or none, stay as they are', async () => {
    // p21 is CDKN1A, TCEAL1, NSG1 and others.
    const measured = [...genes, 'CDKN1A', 'TCEAL1', 'NSG1'];
    const text = 'source\ttarget\np21\tGATA1\nmiR-21\tGATA1\n';
    expect(await matched(text, measured)).toEqual({
      name: 'database.tsv',
      edges: [
        { source: 'p21', target: 'GATA1', sign: 0 },
        { source: 'miR-21', target: 'GATA1', sign: 0 },
      ],
    });
  });

  it('of one gene count once, with sign 0 where their signs differ', async () => {
    const { edges } = await matched('source\ttarget\tsign\nOCT4\tGATA1\t+\nPOU5F1\tGATA1\t-\n');
    expect(edges).toEqual([{ source: 'POU5F1', target: 'GATA1', sign: 0 }]);
  });

  it('that differ from several genes in case alone are not guessed', async () => {
    const truth = await matched('source\ttarget\nabc1\tGATA1\n', ['Abc1', 'ABC1', 'GATA1']);
    expect(truth.renamed).toBeUndefined();
  });

  it('matched once stay matched with other genes of the same run', async () => {
    const once = await matched('source\ttarget\nOCT4\tGATA1\nCD45\tGATA1\n', ['POU5F1', 'GATA1', 'EOMES']);
    const again = await matchTruth(once, genes);
    expect(again.renamed?.map(({ gene }) => gene)).toEqual(['POU5F1', 'PTPRC']);
    expect(await matchTruth(again, genes)).toBe(again);
  });
});

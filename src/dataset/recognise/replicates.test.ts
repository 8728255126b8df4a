/** Bulk tables whose samples are numbered and name no measured gene. */
import { describe, expect, it } from 'vitest';
import { createImport } from '../import';
import { alone } from '../readers/fileGroup';

const quiet = () => undefined;
const genes = ['ACTB', 'GAPDH', 'FOS', 'JUN', 'EGR1', 'MCM2'];

const twice = (...names: readonly string[]) => names.flatMap((name) => [`${name}_1`, `${name}_2`]);

/** The labels of a table with genes in rows, with their targets and samples. */
async function labelsOf(samples: readonly string[]) {
  const lines = genes.map((gene, g) =>
    [gene, ...samples.map((_, s) => 100 + ((g * 37 + s * 11) % 50))].join('\t'),
  );
  const own = createImport();
  const table = [['gene', ...samples].join('\t'), ...lines].join('\n');
  const outcome = await own.open(alone(new File([table], 'samples.tsv')), quiet);
  if (!outcome.ok) throw new Error(outcome.error.tag);
  const { labels, mapping } = outcome.value.recognition;
  return {
    column: mapping.perturbationColumn,
    labels: labels.map((one) => [one.label, one.targets.join('+'), one.cells]),
  };
}

describe('samples that differ by their number are replicates', () => {
  it.each([
    [
      'of a compound',
      ['DMSO_1', 'DMSO_2', 'Imatinib_1', 'Imatinib_2'],
      [
        ['DMSO', '', 2],
        ['Imatinib', 'Imatinib', 2],
      ],
    ],
    [
      'of genes that are not measured, beside one that is',
      ['WT_rep1', 'WT_rep2', 'FOS_KO_rep1', 'FOS_KO_rep2', 'SOX17_KO_rep1', 'SOX17_KO_rep2'],
      [
        ['WT', '', 2],
        ['FOS_KO', 'FOS', 2],
        ['SOX17_KO', 'SOX17', 2],
      ],
    ],
    [
      'of hairpins',
      ['shCtrl.A', 'shCtrl.B', 'shSOX17.A', 'shSOX17.B'],
      [
        ['shCtrl', '', 2],
        ['shSOX17', 'SOX17', 2],
      ],
    ],
    [
      'numbered without a separator',
      ['Ctrl1', 'Ctrl2', 'Hypoxia1', 'Hypoxia2'],
      [
        ['Ctrl', '', 2],
        ['Hypoxia', 'Hypoxia', 2],
      ],
    ],
  ])('%s', async (_, samples, labels) => {
    const read = await labelsOf(samples);
    expect(read.column).toBe('row names (without replicate)');
    expect(read.labels).toEqual(labels);
  });

  it.each([
    ['drugs, by donor', ['P1_DMSO', 'P2_DMSO', 'P1_JQ1', 'P2_JQ1'], ['DMSO', 'JQ1']],
    ['of what is at baseline', twice('Healthy', 'COVID'), ['Healthy', 'COVID']],
    ['in brackets', ['WT (1)', 'WT (2)', 'SOX17 KO (1)', 'SOX17 KO (2)'], ['WT', 'SOX17 KO']],
    ['numbered in turn', ['DMSO_1', 'DMSO_2', 'JQ1_3', 'JQ1_4'], ['DMSO', 'JQ1']],
    ['numbered first', ['1_WT', '2_WT', '3_FOSKO', '4_FOSKO'], ['WT', 'FOSKO']],
    ['clones', ['WT_c1', 'WT_c2', 'SOX17KO_c5', 'SOX17KO_c12'], ['WT', 'SOX17KO']],
    ['with letters', ['WTa', 'WTb', 'FOSKOa', 'FOSKOb'], ['WT', 'FOSKO']],
    [
      'after accessions',
      ['GSM11_WT_rep1', 'GSM12_WT_rep2', 'GSM13_JQ1_rep1', 'GSM14_JQ1_rep2'],
      ['WT', 'JQ1'],
    ],
    ['after a line', ['HEK293T-WT-1', 'HEK293T-WT-2', 'HEK293T-JQ1-1', 'HEK293T-JQ1-2'], ['WT', 'JQ1']],
    [
      'in aligned reads',
      ['WT_1', 'WT_2', 'JQ1_1', 'JQ1_2'].map((of) => `/a/${of}.sorted.dedup.bam`),
      ['WT', 'JQ1'],
    ],
    ['before lanes', ['WT_1_S1', 'WT_2_S2', 'JQ1_1_S3', 'JQ1_2_S4'], ['WT', 'JQ1']],
    ['of an unnamed gene', ['Control1', 'Control2', 'KO1', 'KO2'], ['Control', 'KO']],
  ])('%s', async (_, samples, labels) => {
    expect((await labelsOf(samples)).labels.map(([label]) => label)).toEqual(labels);
  });

  it('of genotypes and times', async () => {
    const mice = twice('Fos+/+', 'Fos+/-', 'Fos-/-');
    expect((await labelsOf(mice)).labels).toEqual([
      ['Fos+/+', '', 2],
      ['Fos+/-', '', 2],
      ['Fos-/-', 'FOS', 2],
    ]);
    const timed = twice('DMSO_6h', 'JQ1_6h', 'DMSO_24h', 'JQ1_24h');
    expect((await labelsOf(timed)).labels).toEqual([
      ['DMSO', '', 4],
      ['JQ1', 'JQ1', 4],
    ]);
    const ofGene = twice('WT_D0', 'FOS_KO_D0', 'WT_D3', 'FOS_KO_D3');
    expect((await labelsOf(ofGene)).labels).toEqual([
      ['WT', '', 4],
      ['FOS_KO', 'FOS', 4],
    ]);
  });

  it('of controls beside doses', async () => {
    const dosed = twice('JQ1_0.1uM', 'JQ1_1uM');
    expect((await labelsOf(['DMSO_1', 'DMSO_2', ...dosed])).labels).toEqual([
      ['DMSO', '', 2],
      ['JQ1', 'JQ1', 4],
    ]);
  });

  it('not where a number is part of the name, or measured genes are found', async () => {
    const cytokines = await labelsOf(['PBS_1', 'PBS_2', 'IL_6', 'IL_10']);
    expect(cytokines.column).toBe('');
    const hours = await labelsOf(['DMSO_6', 'DMSO_24', 'JQ1_6', 'JQ1_24']);
    expect(hours.column).toBe('');
    const measured = await labelsOf(['WT_1', 'WT_2', 'FOS_KO_1', 'FOS_KO_2']);
    expect(measured.column).toBe('row names');
  });
});

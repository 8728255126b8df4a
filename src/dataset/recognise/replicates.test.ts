/** Bulk tables whose samples are numbered and name no measured gene. */
import { describe, expect, it } from 'vitest';
import { createImport } from '../import';
import { alone } from '../readers/fileGroup';

const quiet = () => undefined;
const genes = ['ACTB', 'GAPDH', 'FOS', 'JUN', 'EGR1', 'MCM2'];

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

  it('not where a number is part of the name, or measured genes are found', async () => {
    const cytokines = await labelsOf(['PBS_1', 'PBS_2', 'IL_6', 'IL_10']);
    expect(cytokines.column).toBe('');
    const measured = await labelsOf(['WT_1', 'WT_2', 'FOS_KO_1', 'FOS_KO_2']);
    expect(measured.column).toBe('row names');
  });
});

/** Labels and explanations of the quality section on Check. */
import type { ValueScale } from '../../../dataset/mapping';

export const qualityTitle = 'Quality of cells and genes';

export const qualityLead =
  'An empty field means no rule. In the figures, dashed lines mark rules; outlined bars are excluded.';

export function ruleTexts(values: ValueScale) {
  return {
    leastCounts:
      values === 'counts'
        ? { label: 'Minimum counts per cell', description: 'Fewer counts can indicate an empty droplet.' }
        : {
            label: 'Minimum total per cell',
            description: 'Sum of the values before the logarithm; constant after normalisation.',
          },
    leastGenes: { label: 'Minimum genes per cell', description: 'Detected genes (value above 0).' },
    mostMitochondrial: {
      label: 'Maximum mitochondrial share (%)',
      description: 'Genes named MT-…; a large share can indicate a dying cell.',
    },
    leastCellsOfGene: {
      label: 'Minimum cells per gene',
      description: 'Training cells that express the gene. Perturbed genes are kept.',
    },
    fewestCells: {
      label: 'Minimum cells per perturbation',
      description: 'Cells that pass; perturbations with fewer are not used for training.',
    },
    mostGuides: {
      label: 'Maximum guides per cell',
      description:
        '1 excludes cells with several guides; without a rule they count as combined perturbations.',
    },
  };
}

/** The figure of cells by counts and genes. */
export function amountsText(values: ValueScale) {
  const across = values === 'counts' ? 'counts per cell' : 'total per cell';
  return {
    label: `Cells by ${across} and genes detected; darker where there are more cells`,
    across,
    up: 'genes per cell',
    caption:
      'Darker squares: more cells. Few counts and genes suggest empty droplets; very many of both, doublets; few genes per count, dying cells.',
  };
}

/** Text alternative of a figure; `median` as printed. */
export function pictureText(label: string, count: string, median: string): string {
  return `${label}: distribution over ${count}, median ${median}`;
}

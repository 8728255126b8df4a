/** Labels and explanations of the quality section on the Check page. */
import type { ValueScale } from '../../../dataset/mapping';

export const qualityTitle = 'Quality of cells and genes';

export const qualityLead =
  'Empty fields exclude nothing. Dashed lines in the figures mark the rules; outlined bars are excluded.';

export function ruleTexts(values: ValueScale) {
  return {
    leastCounts:
      values === 'counts'
        ? { label: 'Minimum counts per cell', description: 'Fewer counts can indicate an empty droplet.' }
        : {
            label: 'Minimum total per cell',
            description: 'Sum of values without logarithm; constant after normalisation.',
          },
    leastGenes: { label: 'Minimum genes per cell', description: 'Genes with a value above 0.' },
    mostMitochondrial: {
      label: 'Maximum mitochondrial share (%)',
      description: 'Genes named MT-…; a large share can indicate a dying cell.',
    },
    leastCellsOfGene: {
      label: 'Minimum cells per gene',
      description: 'Training cells with a value above 0. Perturbed genes are kept.',
    },
    fewestCells: {
      label: 'Minimum cells per perturbation',
      description: 'Cells that pass; smaller perturbations are not used for training.',
    },
    mostGuides: {
      label: 'Maximum guides per cell',
      description:
        '1 excludes cells with several guides; empty: they count as combinations of the genes in their label.',
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
      'Darker squares: more cells. Few counts and genes can indicate empty droplets, very many of both doublets, and few genes per count dying cells.',
  };
}

export const targetsTitle = 'On-target effects of perturbations';

export const targetsText = {
  notMeasured: 'Not measured yet',
  suspects: 'Some labels do not fit their cells',
  lead: 'Mean expression of each target in perturbed and reference cells, with 95\u00A0% intervals of the change. For information only.',
  figure: (shown: number) =>
    `Change of ${shown === 1 ? 'one target' : `${shown} targets`}, from largest decrease to largest increase`,
  key: 'Filled: as expected or not assessed. Open: weak or unclear. Cross: opposite to expectation. Bars: 95\u00A0% interval.',
  table: 'Table of targets',
  download: 'Download targets (TSV)',
  chooseGuides: 'Choose a perturbation in the table to see its guides.',
  guidesOf: (perturbation: string, target: string) => `Guides of ${perturbation}: change of ${target}`,
  strengthNote:
    'Strength: effect on all modelled genes relative to the other guides of the target (1 = same, 0 = none). It is measured when the values are read for the model.',
};

/** Text alternative of a figure; `median` as printed. */
export function pictureText(label: string, count: string, median: string): string {
  return `${label}: spread over ${count}, median ${median}`;
}

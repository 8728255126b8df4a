/** What the section of quality on the Check page says of each rule. */
import type { ValueScale } from '../../../dataset/mapping';

export const qualityTitle = 'Quality of cells and genes';

export const qualityLead =
  'Nothing is left out unless a number stands here. A dashed line in a picture is the rule; bars drawn as outlines are left out.';

interface RuleText {
  readonly label: string;
  readonly description: string;
}

export function totalRule(values: ValueScale): RuleText {
  return values === 'counts'
    ? { label: 'Least counts of a cell', description: 'Fewer may be an empty droplet.' }
    : {
        label: 'Least total of a cell',
        description: 'Sum of its values, without logarithms; alike where cells were normalised.',
      };
}

export const genesRule: RuleText = {
  label: 'Least genes of a cell',
  description: 'Genes with a value above 0.',
};

export const mitochondrialRule: RuleText = {
  label: 'Most mitochondrial share (%)',
  description: 'Of genes named MT-…; a large share may be a dying cell.',
};

export const geneRule: RuleText = {
  label: 'Least cells of a gene',
  description: 'In which it is above 0, held-out ones aside. Perturbed genes stay.',
};

export const perturbationRule: RuleText = {
  label: 'Fewest cells of a perturbation',
  description: 'Of those that pass; smaller ones are not learned from.',
};

export const guidesRule: RuleText = {
  label: 'Most guides of a cell',
  description: '1 leaves out cells with several; empty, they are combinations of what their label names.',
};

/** The picture of cells by what they hold, and its axes. */
export function amountsText(values: ValueScale) {
  const across = values === 'counts' ? 'counts of a cell' : 'total of a cell';
  return {
    label: `Cells by ${across} and genes detected; stronger where there are more cells`,
    across,
    up: 'genes of a cell',
    caption:
      'The stronger a square, the more cells. Few of both may be empty droplets, far more of both two cells in one; few genes for their counts may be dying cells.',
  };
}

export const targetsTitle = 'What perturbations did to their own targets';

export const targetsText = {
  notMeasured: 'Not measured yet',
  lead: 'Mean expression of each perturbed gene in its own cells beside the cells it is compared with; the interval holds the true change in 95 of 100 cases. Opening this changes nothing.',
  picture: (shown: number) =>
    `Change of ${shown === 1 ? 'one target' : `${shown} targets`}, from the most lowered to the most raised`,
  key: 'Filled: moves as it should or is not judged. Open: not clear. Cross: moves the wrong way. Bars: interval of 95\u00A0%.',
  table: 'Table of targets',
  download: 'Download targets (TSV)',
  chooseGuides: 'Choose a perturbation in the table to see its guides one by one.',
  guidesOf: (perturbation: string, target: string) => `Guides of ${perturbation}: change of ${target}`,
  strengthNote:
    'Strength: the effect on all modelled genes as a share of what the other guides of the target do; 1 is alike, 0 does nothing. It is measured when the values are read for the model.',
};

/** Of a picture, for those who do not see it. `median` as printed. */
export function pictureText(label: string, count: string, median: string): string {
  return `${label}: spread over ${count}, median ${median}`;
}

/** What the section of quality on the Check page says of each rule. */
import type { ValueScale } from '../../dataset/mapping';

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

/** Of a picture, for those who do not see it. `median` as printed. */
export function pictureText(label: string, count: string, median: string): string {
  return `${label}: spread over ${count}, median ${median}`;
}

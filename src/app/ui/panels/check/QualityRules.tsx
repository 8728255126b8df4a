/** The rules, each a number below the picture of what it is about. */
import type { FilterRules, ValueScale } from '../../../../dataset/mapping';
import type { QualityReport } from '../../../../dataset/quality/qualityReport';
import {
  geneRule,
  genesRule,
  guidesRule,
  mitochondrialRule,
  perturbationRule,
  totalRule,
} from '../../text/quality';
import page from './CheckPage.module.css';
import { RuleField, type RuleFieldProps } from './RuleField';
import { amounts, shares } from './ruleScale';

/** null takes a rule away. */
export type RuleChange = Partial<Record<keyof FilterRules, number | null>>;

export function QualityRules(props: {
  filter: FilterRules;
  values: ValueScale;
  /** null: not measured. */
  report: QualityReport | null;
  /** Whether some label names several guides. */
  asksForGuides: boolean;
  onChange: (change: RuleChange) => void;
}) {
  const { filter, values, report, onChange } = props;
  const mitochondrial = report?.cells.mitochondrial ?? null;
  const field = (
    rule: keyof FilterRules,
    shown: Pick<RuleFieldProps, 'label' | 'description' | 'noun' | 'scale' | 'spread'>,
  ) => (
    <RuleField
      {...shown}
      limit={filter[rule]}
      onChange={(limit) => {
        onChange({ [rule]: limit });
      }}
    />
  );
  const cells = { noun: 'cells', scale: amounts };
  return (
    <div className={page.fields}>
      {field('leastCounts', { ...totalRule(values), ...cells, spread: report?.cells.totals ?? null })}
      {field('leastGenes', { ...genesRule, ...cells, spread: report?.cells.genes ?? null })}
      {mitochondrial === null && filter.mostMitochondrial === undefined
        ? null
        : field('mostMitochondrial', {
            ...mitochondrialRule,
            noun: 'cells',
            scale: shares,
            spread: mitochondrial,
          })}
      {field('leastCellsOfGene', {
        ...geneRule,
        noun: 'genes',
        scale: amounts,
        spread: report?.genes.cells ?? null,
      })}
      {field('fewestCells', {
        ...perturbationRule,
        noun: 'perturbations',
        scale: amounts,
        spread: report?.perturbations.cells ?? null,
      })}
      {props.asksForGuides || filter.mostGuides !== undefined
        ? field('mostGuides', { ...guidesRule, noun: 'cells', scale: amounts, spread: null })
        : null}
    </div>
  );
}

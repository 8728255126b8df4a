/** The quality rules: a number field each, below the histogram of the measured quantity. */
import { NumberInput } from '@mantine/core';
import type { FilterRules, ValueScale } from '../../../../dataset/mapping';
import type { Distribution, QualityReport } from '../../../../dataset/quality/qualityReport';
import { changeMapping } from '../../../session/page/actions';
import { ruleTexts } from '../../text/quality';
import classes from './CheckPage.module.css';
import { amounts, HistogramFigure, type RuleScale, shares } from './qualityFigures';

export function QualityRules(props: {
  filter: FilterRules;
  values: ValueScale;
  /** null: not measured. */
  report: QualityReport | null;
  /** Whether a label names several guides. */
  asksForGuides: boolean;
}) {
  const { filter, values, report } = props;
  const mitochondrial = report?.cells.mitochondrial ?? null;
  const texts = ruleTexts(values);
  const field = (rule: keyof FilterRules, shown: Pick<RuleFieldProps, 'noun' | 'scale' | 'spread'>) => {
    const { [rule]: limit, ...others } = filter;
    const change = (next: number | null) =>
      changeMapping({ filter: next === null ? others : { ...filter, [rule]: next } });
    return <RuleField {...texts[rule]} {...shown} limit={limit} onChange={change} />;
  };
  const cells = { noun: 'cells', scale: amounts };
  return (
    <div className={classes.fields}>
      {field('leastCounts', { ...cells, spread: report?.cells.totals ?? null })}
      {field('leastGenes', { ...cells, spread: report?.cells.genes ?? null })}
      {mitochondrial === null && filter.mostMitochondrial === undefined
        ? null
        : field('mostMitochondrial', { noun: 'cells', scale: shares, spread: mitochondrial })}
      {field('leastCellsOfGene', { noun: 'genes', scale: amounts, spread: report?.genes.cells ?? null })}
      {field('fewestCells', {
        noun: 'perturbations',
        scale: amounts,
        spread: report?.perturbations.cells ?? null,
      })}
      {props.asksForGuides || filter.mostGuides !== undefined
        ? field('mostGuides', { ...cells, spread: null })
        : null}
    </div>
  );
}

interface RuleFieldProps {
  readonly label: string;
  readonly description: string;
  /** Unit of the counted items: 'cells'. */
  readonly noun: string;
  readonly scale: RuleScale;
  /** null: not measured. */
  readonly spread: Distribution | null;
  readonly limit: number | undefined;
  /** null: no rule. */
  readonly onChange: (limit: number | null) => void;
}

/** One rule: the histogram of the quantity and its limit. An empty field means no rule. */
function RuleField({ label, description, noun, scale, spread, limit, onChange }: RuleFieldProps) {
  return (
    <div className={classes.rule}>
      {spread ? (
        <HistogramFigure label={label} noun={noun} spread={spread} scale={scale} limit={limit} />
      ) : null}
      <NumberInput
        label={label}
        description={description}
        placeholder="No rule"
        min={scale.minTyped}
        max={scale.maxTyped}
        decimalScale={scale.decimals}
        allowDecimal={scale.decimals > 0}
        clampBehavior="strict"
        thousandSeparator=","
        size="xs"
        value={limit === undefined ? '' : scale.typed(limit)}
        onChange={(typed) => {
          if (typed === '') onChange(null);
          else if (typeof typed === 'number' && typed >= scale.minTyped) onChange(scale.limit(typed));
        }}
      />
    </div>
  );
}

/** One rule: how what it is about is spread, and the number from which on it is left out. An empty field is no rule. */
import { NumberInput } from '@mantine/core';
import type { Distribution } from '../../../../dataset/quality/qualityReport';
import classes from './Quality.module.css';
import type { RuleScale } from './ruleScale';
import { SpreadPicture } from './SpreadPicture';

export interface RuleFieldProps {
  readonly label: string;
  readonly description: string;
  /** What the values are of: 'cells'. */
  readonly noun: string;
  readonly scale: RuleScale;
  /** null: not measured. */
  readonly spread: Distribution | null;
  readonly limit: number | undefined;
  /** null: no rule. */
  readonly onChange: (limit: number | null) => void;
}

export function RuleField({ label, description, noun, scale, spread, limit, onChange }: RuleFieldProps) {
  return (
    <div className={classes.rule}>
      {spread ? (
        <SpreadPicture label={label} noun={noun} spread={spread} scale={scale} limit={limit} />
      ) : null}
      <NumberInput
        label={label}
        description={description}
        placeholder="No rule"
        min={scale.leastTyped}
        max={scale.mostTyped}
        decimalScale={scale.decimals}
        allowDecimal={scale.decimals > 0}
        clampBehavior="strict"
        thousandSeparator=","
        size="xs"
        value={limit === undefined ? '' : scale.typed(limit)}
        onChange={(typed) => {
          if (typed === '') onChange(null);
          else if (typeof typed === 'number' && typed >= scale.leastTyped) onChange(scale.limit(typed));
        }}
      />
    </div>
  );
}

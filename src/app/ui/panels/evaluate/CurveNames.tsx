/** The other methods of the curves by name: pointing at one or focusing it brings its curve forward, pressing keeps it there. */
import { useState } from 'react';
import type { NetworkSource } from '../../../../inference/benchmark/benchmark';
import { networkSourceNames } from '../../../../present/text/methodNames';
import { decimal } from '../../../../present/text/numbers';
import type { MethodCurve } from './charts/PrecisionRecall';
import classes from './CurveNames.module.css';

export function CurveNames(props: {
  curves: readonly MethodCurve[];
  highlighted: NetworkSource | null;
  onHighlight: (source: NetworkSource | null) => void;
}) {
  const { curves, highlighted, onHighlight } = props;
  const [kept, keep] = useState<NetworkSource | null>(null);
  return (
    <ul className={classes.names} aria-label="Curves of other methods">
      {curves.map(({ source, area }) => {
        const show = () => onHighlight(source);
        const leave = () => onHighlight(kept);
        return (
          <li key={source}>
            <button
              type="button"
              className={classes.name}
              aria-pressed={kept === source}
              data-highlighted={highlighted === source ? '' : undefined}
              onMouseEnter={show}
              onMouseLeave={leave}
              onFocus={show}
              onBlur={leave}
              onClick={() => keep(kept === source ? null : source)}
            >
              {networkSourceNames[source]} <b>{decimal(area)}</b>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

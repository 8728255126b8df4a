/** Measured mean changes of one gene in every perturbation of another, each with its 95 % interval, beside the prediction. */
import type { Comparison } from '../../../../inference/result';
import { count, signed } from '../../../../present/text/numbers';
import { evidenceFor } from './evidence';
import classes from './Inspector.module.css';

const width = 132;

export function EvidenceList(props: {
  comparisons: readonly Comparison[] | null;
  source: number;
  target: number;
  gene: string;
}) {
  if (!props.comparisons) return <p className="quiet">Appears when training ends.</p>;
  const evidence = evidenceFor(props.comparisons, props.source, props.target);
  if (evidence.length === 0) {
    return (
      <p className="quiet">
        It was never perturbed here: this edge rests on how cells vary and on the other perturbations alone.
      </p>
    );
  }
  const reach = Math.max(
    0.1,
    ...evidence.flatMap(({ interval, predicted }) => [...interval, predicted]).map(Math.abs),
  );
  const place = (value: number) => width / 2 + ((width / 2 - 6) * value) / reach;
  return (
    <div>
      {evidence.map((one) => (
        <div key={`${one.label} ${one.time ?? ''}`} className={classes.evidence}>
          <b>
            {one.label}
            {one.time === null ? '' : `, time ${one.time}`}
          </b>
          <svg
            width={width}
            height="28"
            role="img"
            aria-label={`measured ${signed(one.measured)}, 95 % interval ${signed(one.interval[0])} to ${signed(one.interval[1])}, predicted ${signed(one.predicted)}`}
          >
            <path d={`M${width / 2} 0V28`} stroke="var(--outline-strong)" />
            <path
              d={`M${place(one.interval[0])} 10H${place(one.interval[1])}`}
              stroke="var(--text)"
              strokeWidth="1.6"
            />
            <circle cx={place(one.measured)} cy="10" r="4" fill="var(--text)" />
            <path d={`M${place(one.predicted)} 17l4 4l-4 4l-4 -4Z`} fill="var(--accent)" />
          </svg>
          <span className="caption">
            {count(one.cells)} cells{one.alone ? '' : ', with other genes'}; measured {signed(one.measured)}
          </span>
        </div>
      ))}
      <p className="caption">
        Change of mean log expression of {props.gene}. Dot and line: measured, 95 %. Diamond: predicted.
      </p>
    </div>
  );
}

/** One edge: sign, weight, stability, and the measured effects of perturbing its source. */
import { useMemo } from 'react';
import type { Dataset } from '../../../../dataset/dataset';
import type { Truth } from '../../../../evaluation/networks/truth';
import type { Comparison } from '../../../../inference/run/result';
import { countPairs, edgeAt, rankOfPair } from '../../../../network/ranking';
import { isStable } from '../../../../network/stability';
import { edgeConfidenceText, edgeStabilityHint, stabilityOfLink } from '../../../../present/text/confidence';
import { count, percent, signed } from '../../../../present/text/format';
import { select } from '../../../session/actions';
import { useRun, useView } from '../../../session/stores';
import { StatList, StatRow } from '../../kit/blocks';
import { EdgeMark } from '../../kit/marks';
import { shareText } from '../../text/share';
import { useNetwork } from '../explore/useNetwork';
import classes from './Inspector.module.css';

export function EdgeTab() {
  const selection = useView((view) => view.present.selection);
  const dataset = useRun((run) => run.dataset);
  if (selection?.kind !== 'edge' || !dataset) {
    return (
      <p className={classes.empty}>
        Click an edge in the network or in the table of edges to see its evidence.
      </p>
    );
  }
  return <OneEdge source={selection.source} target={selection.target} dataset={dataset} />;
}

const open = (gene: number) => () => {
  select({ kind: 'gene', gene });
};

function OneEdge({ source, target, dataset }: { source: number; target: number; dataset: Dataset }) {
  const network = useNetwork();
  const comparisons = useRun((run) => run.result?.comparisons);
  const hint = useRun((run) => (run.shared ? stabilityOfLink : edgeStabilityHint(run.result)));
  const confidence = useRun((run) => run.result?.confidence ?? null);
  const truth = useRun((run) => run.truth);
  const shared = useRun((run) => run.shared !== null);
  const pair = (network?.regulators.indexOf(source) ?? -1) * dataset.genes.length + target;
  const rank = useMemo(() => (network ? rankOfPair(network, pair) : null), [network, pair]);
  const edge = network && rank !== null ? { ...edgeAt(network, pair), rank, of: countPairs(network) } : null;
  const [from, to] = [dataset.genes[source] ?? '', dataset.genes[target] ?? ''];
  if (!edge) return <p className={classes.empty}>{`${from} is not a candidate regulator of ${to}.`}</p>;
  return (
    <>
      <div className={classes.section}>
        <h2 className={classes.edgeName}>
          <button type="button" className={classes.chip} onClick={open(source)}>
            {from}
          </button>
          <EdgeMark weight={edge.weight} unstable={!isStable(edge.stability)} />
          <button type="button" className={classes.chip} onClick={open(target)}>
            {to}
          </button>
        </h2>
        <p className="quiet">
          Predicted: {from} {edge.weight < 0 ? 'represses' : 'activates'} {to}
        </p>
        <StatList>
          <StatRow label="Weight" hint="Relative strength (not a fold change)">
            <b>{signed(edge.weight, 3)}</b>
          </StatRow>
          <StatRow label="Rank">
            {count(edge.rank)} of {count(edge.of)}
          </StatRow>
          <StatRow label="Stability" hint={hint}>
            {edge.stability === null ? 'not measured yet' : percent(edge.stability)}
          </StatRow>
          {truth ? <StatRow label={`In ${truth.name}`}>{truthOf(truth, from, to)}</StatRow> : null}
        </StatList>
        {confidence ? <p>{edgeConfidenceText(edge.weight, confidence, pair)}</p> : null}
      </div>
      <div className={classes.section}>
        <h3>
          Evidence: {to} when {from} is perturbed
        </h3>
        {shared ? (
          <p className="quiet">{shareText.measuredStayed}</p>
        ) : (
          <EvidenceList comparisons={comparisons ?? null} source={source} target={target} gene={to} />
        )}
      </div>
    </>
  );
}

const width = 132;

/** Measured mean change of one gene for every perturbation of another, with 95 % interval, beside the prediction. */
function EvidenceList(props: {
  comparisons: readonly Comparison[] | null;
  source: number;
  target: number;
  gene: string;
}) {
  if (!props.comparisons) return <p className="quiet">Available when training ends.</p>;
  const evidence = evidenceFor(props.comparisons, props.source, props.target);
  if (evidence.length === 0) {
    return (
      <p className="quiet">
        It was never perturbed here: this edge rests on cell-to-cell variation and on the other perturbations.
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

/**
 * Measured effects of perturbing the source of an edge: the mean change of the target, with the interval of its standard
 * error. Other targets of the source may explain it too: evidence, not proof.
 */
interface Evidence {
  readonly label: string;
  readonly time: number | null;
  readonly cells: number;
  /** Whether no other gene was perturbed in the same cells. */
  readonly alone: boolean;
  /** Change of the target's mean log1p expression: measured, predicted, and the 95 % interval of the measurement. */
  readonly measured: number;
  readonly interval: readonly [number, number];
  readonly predicted: number;
}

/** Unique by perturbation and time, with the prediction that used least of the measurement. */
function leastInformed(comparisons: readonly Comparison[]): readonly Comparison[] {
  const honest = new Map<string, Comparison>();
  for (const role of ['training', 'cross-validated', 'held-out'] as const) {
    for (const one of comparisons) if (one.role === role) honest.set(`${one.label} ${one.time ?? ''}`, one);
  }
  return [...honest.values()];
}

function evidenceFor(
  comparisons: readonly Comparison[],
  source: number,
  target: number,
): readonly Evidence[] {
  return leastInformed(comparisons)
    .filter((comparison) => comparison.targets.includes(source) && !comparison.targets.includes(target))
    .map((comparison) => {
      const measured = comparison.measured[target] ?? 0;
      const margin = 1.96 * (comparison.standardError[target] ?? 0);
      return {
        label: comparison.label,
        time: comparison.time,
        cells: comparison.cells,
        alone: comparison.targets.length === 1,
        measured,
        interval: [measured - margin, measured + margin],
        predicted: comparison.predicted[target] ?? 0,
      };
    });
}

/** The sign of an edge in the reference network, in words. */
function truthOf(truth: Truth, source: string, target: string): string {
  const edge = truth.edges.find((candidate) => candidate.source === source && candidate.target === target);
  if (!edge) return 'no';
  return { '1': 'yes, activates', '-1': 'yes, represses', '0': 'yes, sign unknown' }[edge.sign];
}

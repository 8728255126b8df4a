/** One edge: sign, weight, stability, and the measured effects of perturbing its source. */
import { useMemo } from 'react';
import { type Dataset, shownChange } from '../../../../dataset/dataset';
import type { Truth } from '../../../../evaluation/networks/truth';
import type { Comparison } from '../../../../inference/run/result';
import { countPairs, edgeAt, rankOfPair } from '../../../../network/ranking';
import { isStable } from '../../../../network/stability';
import { edgeConfidenceText, edgeStabilityHint, stabilityOfLink } from '../../../../present/text/confidence';
import { count, percent, signed } from '../../../../present/text/format';
import { useRun, useView } from '../../../session/stores';
import { StatList, StatRow } from '../../kit/blocks';
import { EdgeMark } from '../../kit/marks';
import { shareText } from '../../text/share';
import { useNetwork } from '../explore/useNetwork';
import { GeneChip } from './GeneTab';
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
          <GeneChip gene={source} name={from} />
          <EdgeMark weight={edge.weight} unstable={!isStable(edge.stability)} />
          <GeneChip gene={target} name={to} />
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
          <EvidenceList
            comparisons={comparisons ?? null}
            source={source}
            target={target}
            gene={to}
            scale={dataset.scale}
          />
        )}
      </div>
    </>
  );
}

const width = 132;

/**
 * Measured mean change of one gene for every perturbation of another, with 95 % interval, beside the prediction. Other
 * targets of the source may explain it too: evidence, not proof.
 */
function EvidenceList(props: {
  comparisons: readonly Comparison[] | null;
  source: number;
  target: number;
  gene: string;
  scale: Dataset['scale'];
}) {
  const { comparisons, source, target } = props;
  if (!comparisons) return <p className="quiet">Available when training ends.</p>;
  const evidence = leastInformed(comparisons)
    .filter(({ targets }) => targets.includes(source) && !targets.includes(target))
    .map((comparison) => ({ ...comparison, ...changeOf(comparison, target, props.scale) }));
  if (evidence.length === 0) {
    return (
      <p className="quiet">
        It was never perturbed here: this edge rests on cell-to-cell variation and on the other perturbations.
      </p>
    );
  }
  const reach = Math.max(
    0.1,
    ...evidence.flatMap(({ low, high, predicted }) => [low, high, predicted].map(Math.abs)),
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
            aria-label={`measured ${signed(one.measured)}, 95 % interval ${signed(one.low)} to ${signed(one.high)}, predicted ${signed(one.predicted)}`}
          >
            <path d={`M${width / 2} 0V28`} stroke="var(--outline-strong)" />
            <path d={`M${place(one.low)} 10H${place(one.high)}`} stroke="var(--text)" strokeWidth="1.6" />
            <circle cx={place(one.measured)} cy="10" r="4" fill="var(--text)" />
            <path d={`M${place(one.predicted)} 17l4 4l-4 4l-4 -4Z`} fill="var(--accent)" />
          </svg>
          <span className="caption">
            {count(one.cells)} cells{one.targets.length === 1 ? '' : ', with other genes'}; measured{' '}
            {signed(one.measured)}
          </span>
        </div>
      ))}
      <p className="caption">
        {props.scale === 'log-ratio' ? 'Log2 ratio to control' : 'Change of mean log expression'} of{' '}
        {props.gene}. Dot and line: measured, 95 %. Diamond: predicted.
      </p>
    </div>
  );
}

/** Unique by perturbation and time, with the prediction that used least of the measurement. */
function leastInformed(comparisons: readonly Comparison[]): readonly Comparison[] {
  const honest = new Map<string, Comparison>();
  for (const role of ['training', 'cross-validated', 'held-out'] as const) {
    for (const one of comparisons) if (one.role === role) honest.set(`${one.label} ${one.time ?? ''}`, one);
  }
  return [...honest.values()];
}

/** Change of the mean log1p expression, or log2 ratio, of one gene: measured, with its 95 % interval, and predicted. */
function changeOf(comparison: Comparison, gene: number, scale: Dataset['scale']) {
  const shown = (values: Float32Array) => shownChange(values[gene] ?? 0, scale);
  const measured = shown(comparison.measured);
  const margin = 1.96 * shown(comparison.standardError);
  const predicted = shown(comparison.predicted);
  return { measured, low: measured - margin, high: measured + margin, predicted };
}

/** The sign of an edge in the reference network, in words. */
function truthOf(truth: Truth, source: string, target: string): string {
  const edge = truth.edges.find((candidate) => candidate.source === source && candidate.target === target);
  if (!edge) return 'no';
  return { '1': 'yes, activates', '-1': 'yes, represses', '0': 'yes, sign unknown' }[edge.sign];
}

/** One edge: its sign, weight and stability, and what was measured where its source was perturbed. */
import { useMemo } from 'react';
import { isStable } from '../../../network/stability';
import type { Dataset } from '../../../dataset/dataset';
import { rankEdges } from '../../../network/ranking';
import { select } from '../../../session/actions';
import { useRun, useView } from '../../../session/stores';
import { EdgeMark } from '../../kit/EdgeMark';
import { count, percent, signed } from '../../../sentences/numbers';
import { StatList, StatRow } from '../../kit/StatRow';
import { edgeStabilityHint } from '../../../sentences/stability';
import { useNetwork } from '../explore/useNetwork';
import { EvidenceList } from './EvidenceList';
import classes from './Inspector.module.css';
import { shareText } from '../../text/share';
import { truthOf } from './truthOf';

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
  const hint = useRun((run) => edgeStabilityHint(run.result));
  const truth = useRun((run) => run.truth);
  const shared = useRun((run) => run.shared !== null);
  const edges = useMemo(() => (network ? rankEdges(network) : []), [network]);
  const rank = edges.findIndex((edge) => edge.source === source && edge.target === target);
  const edge = edges[rank];
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
          {from} {edge.weight < 0 ? 'represses' : 'activates'} {to}, as this model reads the data.
        </p>
        <StatList>
          <StatRow label="Weight" hint="signed; ranks edges, is no fold change">
            <b>{signed(edge.weight, 3)}</b>
          </StatRow>
          <StatRow label="Rank">
            {count(rank + 1)} of {count(edges.length)}
          </StatRow>
          <StatRow label="Stability" hint={hint}>
            {edge.stability === null ? 'not measured yet' : percent(edge.stability)}
          </StatRow>
          {truth ? <StatRow label={`In ${truth.name}`}>{truthOf(truth, from, to)}</StatRow> : null}
        </StatList>
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

/** One edge: its sign, weight and stability, and what was measured where its source was perturbed. */
import { useMemo } from 'react';
import { isStable } from '../../../../network/stability';
import type { Dataset } from '../../../../dataset/dataset';
import { countPairs, edgeAt, rankOfPair } from '../../../../network/ranking';
import { select } from '../../../session/actions';
import { useRun, useView } from '../../../session/stores';
import { EdgeMark } from '../../kit/EdgeMark';
import { count, percent, signed } from '../../../../present/text/numbers';
import { StatList, StatRow } from '../../kit/StatRow';
import { edgeConfidenceText } from '../../../../present/text/confidence';
import { edgeStabilityHint, stabilityOfLink } from '../../../../present/text/stability';
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
          {from} {edge.weight < 0 ? 'represses' : 'activates'} {to}, as this model reads the data.
        </p>
        <StatList>
          <StatRow label="Weight" hint="signed; ranks edges, is no fold change">
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

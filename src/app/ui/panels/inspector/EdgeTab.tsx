/** One edge: sign, weight, stability, and the measured effects of perturbing its source. */
import { useMemo } from 'react';
import type { Dataset } from '../../../../dataset/dataset';
import type { Truth } from '../../../../evaluation/networks/truth';
import type { FitResult } from '../../../../inference/run/result';
import { countPairs, edgeAt, rankOfPair } from '../../../../network/ranking';
import { isStable } from '../../../../network/stability';
import { edgeConfidenceText, edgeStabilityHint, stabilityOfLink } from '../../../../present/text/confidence';
import { conditionName, count, percent, signed } from '../../../../present/text/format';
import { useRun, useView } from '../../../session/stores';
import { StatList, StatRow } from '../../kit/blocks';
import { EdgeMark } from '../../kit/marks';
import { shareText } from '../../text/share';
import { useNetwork } from '../../derived/useNetwork';
import { CarriedChanges } from './CarriedChanges';
import { CellLevels } from './CellLevels';
import { ChangeMark, GeneChip, marksText, measuredText, reachOf } from './ChangeMark';
import { changesOf, clearestChange, underPerturbationOf } from '../../derived/evidence';
import classes from '../../kit/tab.module.css';

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
  const result = useRun((run) => run.result);
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
          <CarriedChanges
            gene={target}
            source={source}
            genes={dataset.genes}
            none={shareText.measuredStayed}
          />
        ) : (
          <EvidenceList result={result} source={source} target={target} dataset={dataset} />
        )}
      </div>
    </>
  );
}

/**
 * Measured mean change of one gene for every perturbation of another, with 95 % interval, beside the prediction. Other
 * targets of the source may explain it too: evidence, not proof.
 */
function EvidenceList(props: { result: FitResult | null; source: number; target: number; dataset: Dataset }) {
  const { result, source, target, dataset } = props;
  if (!result) return <p className="quiet">Available when training ends.</p>;
  const changes = changesOf(result, dataset, target);
  const evidence = underPerturbationOf(changes, source, target);
  const clearest = clearestChange(changes, source, target);
  if (clearest === null) {
    return (
      <p className="quiet">
        The regulator was not perturbed: this edge is inferred from correlation and other perturbations.
      </p>
    );
  }
  const reach = reachOf(evidence);
  const [from = '', to = ''] = [dataset.genes[source], dataset.genes[target]];
  return (
    <div>
      {evidence.map((change) => {
        const { label, time, cells, targets } = change.comparison;
        return (
          <div key={`${label} ${time ?? ''}`} className={classes.evidence}>
            <b>{conditionName(label, time, dataset.timeUnit)}</b>
            <ChangeMark change={change} reach={reach} width={132} />
            <span className="caption">
              {count(cells)} cells{targets.length === 1 ? '' : ', with other genes'};{' '}
              {measuredText(change, dataset.scale)}
            </span>
          </div>
        );
      })}
      <p className={classes.note}>
        {to}: {marksText(dataset.scale, evidence)}
      </p>
      <CellLevels dataset={dataset} target={target} source={from} change={clearest} />
    </div>
  );
}

/** The sign of an edge in the reference network, in words. */
function truthOf(truth: Truth, source: string, target: string): string {
  const edge = truth.edges.find((candidate) => candidate.source === source && candidate.target === target);
  if (!edge) return 'no';
  return { '1': 'yes, activates', '-1': 'yes, represses', '0': 'yes, sign unknown' }[edge.sign];
}

/** The Run tab: finding, curves while it trains, strongest edges, live numbers, download. */
import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { type ReactNode, Suspense, useMemo } from 'react';
import { rankEdges } from '../../../../network/ranking';
import { isStable } from '../../../../network/stability';
import { truncateName } from '../../../../numerics/format';
import { heldOutName } from '../../../../present/text/diagnosis';
import { capital, count, listOf, orDash, percent, signed } from '../../../../present/text/format';
import { presetLabel } from '../../../../present/text/presets';
import { rowNoun } from '../../../../dataset/rows';
import { deviceReasonText, joinedText } from '../../../../present/text/run';
import { select, showScreen, toggleTruthOverlay } from '../../../session/page/actions';
import { useRun, useView } from '../../../session/stores';
import { Message, StatList, StatRow } from '../../kit/blocks';
import { runCommand } from '../../kit/commands';
import { lazily } from '../../kit/lazily';
import { EdgeMark } from '../../kit/marks';
import { useNetwork } from '../../derived/useNetwork';
import classes from '../../kit/tab.module.css';
import { VerdictPanel } from '../verdict/VerdictPanel';
import { useFinding } from '../../derived/finding';

const LossChart = lazily(async () => (await import('../../charts/LossChart')).LossChart);
const LoadNotes = lazily(async () => (await import('../check/Notes')).LoadNotes);

export function RunTab() {
  const dataset = useRun((run) => run.dataset);
  const truth = useRun((run) => run.truth !== null);
  const hasNetwork = useRun((run) => run.summary.step > 0 || run.result !== null);
  const heldOutError = useRun((run) => run.result?.heldOut?.shrunkError ?? null);
  const ended = useRun((run) => run.result !== null);
  const overlay = useView((view) => view.present.truthOverlay);
  if (!dataset) {
    return <p className={classes.empty}>No run yet. Open a data set and press Train.</p>;
  }
  return (
    <>
      <div className={classes.section}>
        <Finding />
        <VerdictPanel checks={[]} />
        <Suspense>
          <LoadNotes dataset={dataset} />
        </Suspense>
        {/* Later, in the drawer. */}
        {ended ? null : (
          <Suspense fallback={<div style={{ height: 200 }} />}>
            <LossChart height={170} />
          </Suspense>
        )}
      </div>
      <div className={classes.section}>
        {hasNetwork ? <StrongestEdges /> : null}
        <RunDetails isOpen={!ended}>
          <LiveNumbers />
          <Members />
          <ReadoutRow />
          <HeldOutRows heldOut={dataset.heldOut} label={heldOutName} error={heldOutError} />
        </RunDetails>
      </div>
      {hasNetwork ? (
        <div className={classes.foot}>
          <DownloadEdges />
          {truth ? (
            <Button
              variant={overlay ? 'light' : 'subtle'}
              aria-pressed={overlay}
              onClick={() => {
                toggleTruthOverlay();
                showScreen({ step: 'explore' });
              }}
            >
              Known edges
            </Button>
          ) : null}
        </div>
      ) : null}
    </>
  );
}

function Finding() {
  const { title, line, attention } = useFinding();
  const ended = useRun((run) => run.result !== null);
  // After training, the title is above the network, and the verdict follows.
  if (ended) return <h2>This run</h2>;
  if (attention) return <Message tone="warning" title={title} text={line} />;
  return (
    <div>
      <h2>{title}</h2>
      <p className="quiet">{line}</p>
    </div>
  );
}

/** Settings and sizes, folded once the run has ended. */
export function RunDetails({ isOpen = false, children }: { isOpen?: boolean; children: ReactNode }) {
  return (
    <details open={isOpen}>
      <summary className="quiet">Details of this run</summary>
      <StatList>{children}</StatList>
    </details>
  );
}

/** Numbers that change a few times a second, but for those at the top of the page; nothing else renders with them. */
function LiveNumbers() {
  const summary = useRun((run) => run.summary);
  const trainedWith = useRun((run) => run.trainedWith);
  const device = useRun((run) => run.device);
  const ended = useRun(({ result }) => result !== null);
  const cells = useRun((run) => run.dataset?.cells ?? 0);
  const row = useRun(({ dataset }) => (dataset ? rowNoun(dataset) : 'cell'));
  return (
    <>
      {ended ? null : (
        <StatRow label="Edges settled" hint="Sign unchanged over the last 10 updates">
          {orDash(summary.stableShare, percent)}
        </StatRow>
      )}
      <StatRow label="Speed">
        {summary.stepsPerSecond === null
          ? '–'
          : `${summary.stepsPerSecond.toFixed(summary.stepsPerSecond < 10 ? 1 : 0)} steps per second`}
      </StatRow>
      {device ? (
        <StatRow label="Device" hint={deviceReasonText(device)}>
          {device.name}
        </StatRow>
      ) : null}
      <StatRow label={`${capital(row)}s used`}>{count(cells)}</StatRow>
      {trainedWith ? (
        <StatRow label="Preset and seed">
          {presetLabel(trainedWith.preset)}, {trainedWith.seed}
        </StatRow>
      ) : null}
    </>
  );
}

/** The fits whose ranks an earlier version averaged. */
export function Members() {
  const members = useRun((run) => run.result?.members ?? null);
  if (!members || members.length === 0) return null;
  return (
    <StatRow label="Ranks averaged" hint="Errors and sliders use the first fit only">
      {members.map(({ preset, horizon }) => (
        <div key={`${preset} ${horizon}`}>
          {preset}, T = {horizon}
        </div>
      ))}
    </StatRow>
  );
}

/** Says that weights are joined with measured effects, once a run has ended. */
export function ReadoutRow() {
  const readout = useRun((run) => run.result?.readout ?? 'learned');
  if (readout === 'learned') return null;
  return (
    <StatRow label="Edges" hint={joinedText}>
      learned and measured
    </StatRow>
  );
}

/** Held-out perturbations, and the error on them where measured. */
export function HeldOutRows(props: {
  heldOut: readonly string[];
  /** Name of the error. */
  label: string;
  /** Relative to no change; null where not measured. */
  error: number | null;
}) {
  return (
    <>
      <StatRow label="Held out for testing">
        {props.heldOut.length === 0 ? 'none' : listOf(props.heldOut)}
      </StatRow>
      {props.error === null ? null : (
        <StatRow label={props.label} hint="1 = no better than assuming no change">
          {props.error.toFixed(2)}
        </StatRow>
      )}
    </>
  );
}

const SHOWN_EDGES = 4;

/** The four strongest edges. A click opens one. */
export function StrongestEdges() {
  const network = useNetwork();
  const ended = useRun((run) => run.result !== null);
  const edges = useMemo(() => (network ? rankEdges(network, SHOWN_EDGES) : []), [network]);
  return (
    <table className={classes.table}>
      <caption className={classes.title}>Strongest edges{ended ? '' : ' so far'}</caption>
      <tbody>
        {edges.map((edge) => (
          <tr key={`${edge.source} ${edge.target}`}>
            <th scope="row">
              <button
                type="button"
                className={classes.open}
                onClick={() => select({ kind: 'edge', source: edge.source, target: edge.target })}
              >
                <Name of={network?.genes[edge.source] ?? ''} />
                <EdgeMark weight={edge.weight} unstable={!isStable(edge.stability)} />
                <Name of={network?.genes[edge.target] ?? ''} />
              </button>
            </th>
            <td className="number">{signed(edge.weight)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Shortened, because both names have to fit into the column. */
function Name({ of: name }: { of: string }) {
  return <span title={name}>{truncateName(name, 14)}</span>;
}

export function DownloadEdges() {
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} stroke={1.75} aria-hidden />}
      onClick={runCommand('download-tsv')}
    >
      Download edges (TSV)
    </Button>
  );
}

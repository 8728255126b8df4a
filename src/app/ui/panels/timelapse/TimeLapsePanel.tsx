/** The drawer's time-lapse: a slider over the frames of the run, its curves with the step marked, and what the network was then. */
import { Button } from '@mantine/core';
import { IconMovie, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { Suspense, useEffect, useState } from 'react';
import { strongestPairs } from '../../../../network/ranking';
import { modulesOfFrame, sharedWithFrame } from '../../../../present/figure/timeLapse';
import { listOf } from '../../../../present/text/format';
import { MAX_FRAME_EDGES, noTimeLapse, type TimeLapse } from '../../../../share/timeLapse';
import { currentNetwork } from '../../../session/share/exports';
import { latestSnapshot, timeLapseNow, showFrame } from '../../../session/run/snapshots';
import { useRun, useScreen, useTimeLapse, useView } from '../../../session/stores';
import { ScrollRegion, StatList, StatRow } from '../../kit/blocks';
import { runCommand } from '../../kit/commands';
import { lazily } from '../../kit/lazily';
import { RangeInput } from '../../kit/RangeInput';
import { frameText, presentText, timeLapseText } from '../../text/timeLapse';
import { ModuleMark } from '../../network-view/NetworkFilters';
import classes from './TimeLapsePanel.module.css';

const LossChart = lazily(async () => (await import('../../charts/LossChart')).LossChart);
const SaveDialog = lazily(async () => (await import('./SaveDialog')).SaveDialog);

/** Milliseconds from the first frame to the last, and at least between two. */
const PLAY_MS = 10_000;
const FRAME_MS = 150;

/** Another run begins with its network. */
export function TimeLapsePanel() {
  const run = useRun(({ id }) => id);
  return <Replay key={run} />;
}

function Replay() {
  const { step, steps } = useRun(({ summary }) => summary);
  const hasResult = useRun(({ result }) => result !== null);
  const isSaving = useScreen(({ dialog }) => dialog === 'timelapse');
  const shown = useTimeLapse(({ frame }) => frame);
  const lapse = timeLapseNow() ?? noTimeLapse;
  const last = lapse.frames.length;
  const place = Math.min(shown ?? last, last);
  const frame = lapse.frames[place];
  const [isPlaying, setPlaying] = usePlaying(place, last);
  // Elsewhere the network is shown as it is.
  useEffect(() => () => showFrame(null), []);
  const go = (to: number) => {
    setPlaying(false);
    showFrame(to < last ? to : null);
  };
  const text = frame ? frameText(frame, steps) : presentText(hasResult, step, steps);
  return (
    <section className={classes.panel} aria-label={timeLapseText.title}>
      <div className={classes.bar}>
        <Button
          size="xs"
          leftSection={isPlaying ? <IconPlayerPause size={15} /> : <IconPlayerPlay size={15} />}
          onClick={() => {
            if (!isPlaying && place === last) showFrame(0);
            setPlaying(!isPlaying);
          }}
        >
          {isPlaying ? timeLapseText.pause : timeLapseText.play}
        </Button>
        <RangeInput
          label={timeLapseText.place}
          min={0}
          max={last}
          step={1}
          value={place}
          valueText={text}
          onChange={go}
          onSettle={() => undefined}
        />
        <output className={classes.place}>{text}</output>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconMovie size={15} stroke={1.75} aria-hidden />}
          onClick={runCommand('save-time-lapse')}
        >
          {timeLapseText.save}
        </Button>
      </div>
      <div className={classes.body}>
        <div className={classes.chart}>
          <Suspense>
            <LossChart height={164} marked={frame?.step ?? step} />
          </Suspense>
        </div>
        <ScrollRegion label={timeLapseText.modules} className={classes.facts}>
          <Numbers lapse={lapse} place={place} />
          <Modules lapse={lapse} place={place} />
        </ScrollRegion>
      </div>
      <Suspense>{isSaving ? <SaveDialog lapse={lapse} /> : null}</Suspense>
    </section>
  );
}

/** Goes on frame by frame until the last. A click starts it, whatever motion the person prefers. */
function usePlaying(place: number, last: number): [boolean, (isPlaying: boolean) => void] {
  const [isPlaying, setPlaying] = useState(false);
  useEffect(() => {
    if (!isPlaying) return undefined;
    const timer = setTimeout(
      () => {
        if (place >= last) setPlaying(false);
        else showFrame(place + 1 < last ? place + 1 : null);
      },
      place >= last ? 0 : Math.max(FRAME_MS, PLAY_MS / last),
    );
    return () => clearTimeout(timer);
  }, [isPlaying, place, last]);
  return [isPlaying, setPlaying];
}

interface Shown {
  readonly lapse: TimeLapse;
  /** Index of a frame, or their number: the network as it is. */
  readonly place: number;
}

function Numbers({ lapse, place }: Shown) {
  const hasResult = useRun(({ result }) => result !== null);
  const latest = useRun(({ summary }) => summary.heldOutError);
  const budget = useView((view) => view.present.edgeBudget);
  const network = currentNetwork();
  const strongest = network && strongestPairs(network, Math.min(budget, MAX_FRAME_EDGES));
  const frame = lapse.frames[place];
  const error = frame ? frame.error : latest;
  const same = frame && strongest ? sharedWithFrame(frame, strongest) : null;
  return (
    <StatList>
      <StatRow label={timeLapseText.error}>
        {error === null ? timeLapseText.noError : error.toFixed(2)}
      </StatRow>
      {same ? (
        <StatRow
          label={hasResult ? timeLapseText.inResult : timeLapseText.inPresent}
          hint={timeLapseText.inResultHint}
        >
          {same.shared} of {same.of}
        </StatRow>
      ) : null}
    </StatList>
  );
}

function Modules({ lapse, place }: Shown) {
  const genes = useRun(({ dataset }) => dataset?.genes) ?? [];
  const result = useRun((run) => run.result?.modules);
  const names = useView((view) => view.present.moduleNames);
  const present = result ?? latestSnapshot()?.modules ?? [];
  const frame = lapse.frames[place];
  const modules = frame ? modulesOfFrame(lapse, frame, present, genes.length) : present;
  const found = [...modules.entries()].filter(([, module]) => module.genes.length > 0);
  if (found.length === 0) return <p className="quiet">{timeLapseText.noModules}</p>;
  return (
    <ul className={classes.modules}>
      {found.map(([index, module]) => (
        <li key={index}>
          <ModuleMark module={index} isDoubtful={false} />
          <span>
            <b>{names[index] ?? module.name}</b>{' '}
            {listOf(
              module.genes.map((gene) => genes[gene] ?? ''),
              12,
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

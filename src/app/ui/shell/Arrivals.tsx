/** What came by a link or as a run file: a question where something would be lost, settings that need their data, effects without a file. */
import { Button } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import type { EffectsSnapshot } from '../../../share/effectsSnapshot';
import { shortFingerprint, type Snapshot } from '../../../share/snapshot';
import {
  acceptArrival,
  dismissArrival,
  leaveSharedEffects,
  train,
  trainShared,
} from '../../session/page/actions';
import type { Arrival } from '../../session/state';
import { useImport } from '../../session/stores';
import { Message } from '../kit/blocks';
import { runCommand } from '../kit/commands';
import {
  arrivalLine,
  arrivalText,
  effectsArrivalText,
  effectsLinkText,
  waitingText,
  wantedText,
} from '../text/arrivals';
import { sharedName } from '../text/data';
import { shareText } from '../text/share';
import classes from './Announcements.module.css';

/** A link, run or training that needs a decision. */
export function Waiting({ kind }: Pick<Arrival, 'kind'>) {
  return (
    <Message
      tone="warning"
      title={waitingText[kind]}
      text={waitingText.why}
      actions={
        <>
          {kind === 'training' ? <Button onClick={runCommand('save-run')}>{waitingText.save}</Button> : null}
          <Button variant={kind === 'training' ? 'default' : 'filled'} onClick={() => void acceptArrival()}>
            {kind === 'training' ? waitingText.train : waitingText.show}
          </Button>
          <Button variant="default" onClick={dismissArrival}>
            {waitingText.keep}
          </Button>
        </>
      }
    />
  );
}

/** Settings of a link that need their data. */
export function Wanted({ snapshot }: { snapshot: Snapshot }) {
  const opened = useImport((state) => state.opened?.fingerprint ?? null);
  const demoIsOpen = useImport((state) => state.demo !== null);
  const isOther = opened !== null && shortFingerprint(opened) !== snapshot.fingerprint;
  const match = isOther ? (demoIsOpen ? 'none' : 'other') : opened === null ? 'none' : 'same';
  const { title, why, next } = wantedText(snapshot, match);
  return (
    <Message
      tone={match === 'other' ? 'warning' : 'plain'}
      title={title}
      text={why}
      actions={
        <>
          {snapshot.demo ? <Button onClick={() => void trainShared()}>Train it here</Button> : null}
          {match === 'same' && !snapshot.demo ? <Button onClick={() => void train()}>Train</Button> : null}
          {match === 'none' && !snapshot.demo ? (
            <Button onClick={runCommand('open')}>Open your own data</Button>
          ) : null}
          <Button variant="default" onClick={dismissArrival}>
            Dismiss
          </Button>
        </>
      }
    >
      <p>{next}</p>
    </Message>
  );
}

/** A run without its cells. */
export function RunStrip({ snapshot }: { snapshot: Snapshot }) {
  return (
    <section className={classes.shared} aria-label={shareText.sharedStrip}>
      <IconLink size={18} stroke={1.75} aria-hidden />
      <p>
        <b>{sharedName(snapshot)}</b>, {arrivalLine(snapshot)}. {arrivalText(snapshot)}
      </p>
      <Button variant="default" onClick={runCommand('open')}>
        Open your own data
      </Button>
      {snapshot.demo ? (
        <Button variant="default" onClick={() => void trainShared()}>
          Train it here
        </Button>
      ) : null}
    </section>
  );
}

/** Effects without their file: where they come from, and what is not with them. */
export function EffectsStrip({ effects }: { effects: EffectsSnapshot }) {
  const isOpened = useImport(({ opened }) => opened !== null);
  return (
    <section className={classes.shared} aria-label={effectsLinkText.strip}>
      <IconLink size={18} stroke={1.75} aria-hidden />
      <p>
        <b>{effects.title || effectsLinkText.strip}</b>, {effectsArrivalText(effects)}
      </p>
      {isOpened ? (
        <Button variant="default" onClick={leaveSharedEffects}>
          {effectsLinkText.ownFile}
        </Button>
      ) : (
        <Button variant="default" onClick={runCommand('open')}>
          Open your own data
        </Button>
      )}
    </section>
  );
}

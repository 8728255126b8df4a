/** A link or run file that waits for an answer, or settings that wait for their data; above the page. */
import { Button } from '@mantine/core';
import { acceptArrival, dismissArrival, train, trainShared } from '../../../session/actions';
import { useArrival, useImport } from '../../../session/stores';
import { shortFingerprint } from '../../../../share/fromRun';
import type { Snapshot } from '../../../../share/snapshot';
import { Message } from '../../kit/Message';
import { runCommand } from '../../kit/runCommand';
import { waitingText, wantedText } from '../../text/share';

export function ArrivalMessages() {
  const { waiting, wanted } = useArrival();
  return (
    <>
      {waiting ? <Waiting kind={waiting.kind} /> : null}
      {wanted ? <Wanted snapshot={wanted} /> : null}
    </>
  );
}

function Waiting({ kind }: { kind: 'link' | 'file' }) {
  return (
    <Message
      tone="warning"
      title={waitingText[kind]}
      actions={
        <>
          <Button onClick={() => void acceptArrival()}>{waitingText.show}</Button>
          <Button variant="default" onClick={dismissArrival}>
            {waitingText.keep}
          </Button>
        </>
      }
    >
      <p>{waitingText.why}</p>
    </Message>
  );
}

function Wanted({ snapshot }: { snapshot: Snapshot }) {
  const opened = useImport((state) => state.opened?.fingerprint ?? null);
  const demoIsOpen = useImport((state) => state.demo !== null);
  const isOther = opened !== null && shortFingerprint(opened) !== snapshot.fingerprint;
  const match = isOther ? (demoIsOpen ? 'none' : 'other') : opened === null ? 'none' : 'same';
  const { title, why, next } = wantedText(snapshot, match);
  return (
    <Message
      tone={match === 'other' ? 'warning' : 'plain'}
      title={title}
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
      <p>{why}</p>
      <p>{next}</p>
    </Message>
  );
}

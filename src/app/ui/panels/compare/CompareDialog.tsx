/** Compare: the run on screen, or a kept one, with another run, a link, or known edges. */
import { Button, TextInput } from '@mantine/core';
import { type SyntheticEvent, useEffect, useMemo, useRef, useState } from 'react';
import { showScreen } from '../../../session/page/actions';
import {
  compareWithFile,
  compareWithLink,
  knownToCompare,
  type ComparedSide,
  type SideChoice,
  sideOf,
  sideOnScreen,
  useCompared,
} from '../../../session/methods/compared';
import { followRuns, type ShownRuns } from '../../../session/run/runLibrary';
import type { AppError } from '../../../session/state';
import { useRun } from '../../../session/stores';
import { Dialog } from '../../kit/Dialog';
import { ErrorInPlace } from '../../kit/blocks';
import { Choice } from '../../kit/Choice';
import { HiddenFileInput } from '../../kit/HiddenFileInput';
import { compareText } from '../../text/compare';
import { dataName } from '../../text/data';
import { describeError } from '../../text/errors';
import { runName } from '../../text/runs';
import { ComparedEffects } from './ComparedEffects';
import { ComparedRuns } from './ComparedRuns';
import { ComparedWithKnown } from './ComparedWithKnown';
import classes from './CompareDialog.module.css';

const close = () => showScreen({ dialog: 'none' });

export function CompareDialog() {
  const { first: firstChoice, second: secondChoice } = useChoices();
  const [error, setError] = useState<AppError | null>(null);
  const first = useSide(firstChoice, setError);
  const second = useSide(secondChoice, setError);
  return (
    <Dialog title={compareText.title} size={1180} onClose={close}>
      <Chooser onError={setError} />
      {error ? (
        <div className={classes.failure}>
          <ErrorInPlace {...describeError(error)} />
        </div>
      ) : null}
      {first && (secondChoice?.kind === 'known' || secondChoice?.kind === 'given') ? (
        <ComparedWithKnown side={first} edges={secondChoice.kind} />
      ) : null}
      {first && second ? (
        <>
          <ComparedEffects first={first} second={second} />
          <ComparedRuns first={first} second={second} />
        </>
      ) : null}
      {secondChoice === null ? <p className={classes.empty}>{compareText.empty}</p> : null}
    </Dialog>
  );
}

function useChoices() {
  const { first, second } = useCompared();
  const known = useRun(knownToCompare);
  return { first, second: second ?? known };
}

/** The side of a choice, once it is read; null before, and for known edges. */
function useSide(choice: SideChoice | null, onError: (error: AppError | null) => void): ComparedSide | null {
  const [read, setRead] = useState<{ readonly of: SideChoice; readonly side: ComparedSide | null } | null>(
    null,
  );
  const result = useRun((run) => run.result);
  // A run that ends while it is compared is compared again.
  const onScreen = useMemo(() => result && sideOnScreen(), [result]);
  useEffect(() => {
    if (!choice || choice.kind === 'screen') return undefined;
    let isWanted = true;
    const load = async () => {
      const side = await sideOf(choice);
      if (!isWanted) return;
      onError(side.ok ? null : side.error);
      setRead({ of: choice, side: side.ok ? side.value : null });
    };
    void load();
    return () => {
      isWanted = false;
    };
  }, [choice, onError]);
  if (choice?.kind === 'screen') return onScreen;
  return read && read.of === choice ? read.side : null;
}

interface Option {
  readonly value: string;
  readonly label: string;
  readonly choice: SideChoice | null;
}

/** Choices of both sides, a file and a link. */
function Chooser({ onError }: { onError: (error: AppError | null) => void }) {
  const { first, second } = useChoices();
  const [runs, setRuns] = useState<ShownRuns | null>(null);
  const [link, setLink] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const onScreen = useRun(dataName);
  const hasResult = useRun((run) => run.result !== null);
  const truth = useRun((run) => run.truth);
  const given = useRun((run) => run.dataset?.knowledge);
  useEffect(() => followRuns((listed) => listed && setRuns(listed)), []);
  const kept = (runs?.runs ?? []).flatMap(({ id, entry, damaged }): Option[] => {
    if (!entry?.finished || damaged) return [];
    const name = runName(entry);
    return [{ value: id, label: `${name}, seed ${entry.seed}`, choice: { kind: 'kept', id, name } }];
  });
  const screen: Option[] = hasResult
    ? [{ value: 'screen', label: compareText.onScreen(onScreen ?? ''), choice: { kind: 'screen' } }]
    : [];
  const known: Option[] = [
    ...(truth
      ? [{ value: 'known', label: compareText.known(truth.name), choice: { kind: 'known' } } as const]
      : []),
    ...(hasResult && given
      ? [{ value: 'given', label: compareText.given(given.name), choice: { kind: 'given' } } as const]
      : []),
  ];
  const firsts = [...screen, ...kept, ...opened(first)];
  const seconds = [
    { value: '', label: compareText.choose, choice: null },
    ...known,
    ...screen,
    ...kept,
    ...opened(second),
  ];
  const openFile = async (file: File) => onError(await compareWithFile(file));
  const openLink = async (event: SyntheticEvent) => {
    event.preventDefault();
    const error = await compareWithLink(link);
    onError(error);
    if (!error) setLink('');
  };
  return (
    <div className={classes.chooser}>
      <Choice
        label={compareText.first}
        data={firsts.map(({ value, label }) => ({ value, label }))}
        value={valueOf(first)}
        onChange={(value) => {
          const choice = firsts.find((option) => option.value === value)?.choice;
          if (choice) useCompared.setState({ first: choice });
        }}
      />
      <Choice
        label={compareText.second}
        data={seconds.map(({ value, label }) => ({ value, label }))}
        value={valueOf(second)}
        onChange={(value) => {
          onError(null);
          useCompared.setState({
            second: seconds.find((option) => option.value === value)?.choice ?? null,
          });
        }}
      />
      <HiddenFileInput ref={input} label={compareText.file} onFiles={([file]) => void openFile(file)} />
      <Button variant="default" onClick={() => input.current?.click()}>
        {compareText.chooseFile}
      </Button>
      <form className={classes.link} onSubmit={(event) => void openLink(event)}>
        <TextInput
          label={compareText.link}
          placeholder="https://…#g"
          value={link}
          onChange={(event) => setLink(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={!link.includes('#')}>
          {compareText.compareLink}
        </Button>
      </form>
    </div>
  );
}

function valueOf(choice: SideChoice | null): string {
  if (choice === null) return '';
  return choice.kind === 'kept' ? choice.id : choice.kind;
}

function opened(choice: SideChoice | null): Option[] {
  return choice?.kind === 'opened'
    ? [{ value: 'opened', label: choice.side.title || compareText.ofLink, choice }]
    : [];
}

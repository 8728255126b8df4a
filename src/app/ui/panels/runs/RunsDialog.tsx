/** The runs kept in this browser: opened, renamed and deleted here, with the storage they take. */
import { ActionIcon, Button, Checkbox } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { ListedRun, StorageError } from '../../../../share/savedRun';
import { keepRun, openKept, showScreen, deleteRun, undoDelete } from '../../../session/page/actions';
import { renameRun } from '../../../session/run/persistence';
import { useCompared } from '../../../session/methods/compared';
import { followRuns, type ShownRuns } from '../../../session/run/runLibrary';
import { useMessages, useRun } from '../../../session/stores';
import { Dialog } from '../../kit/Dialog';
import { ErrorInPlace } from '../../kit/blocks';
import { useEnabled } from '../../kit/commands';
import { RenameField } from '../../kit/RenameField';
import { dataName } from '../../text/data';
import { describeError } from '../../text/errors';
import { deletedText, runLine, runName, runsText, savedLine, stateOfRun, storageLine } from '../../text/runs';
import classes from './RunsDialog.module.css';

const close = () => showScreen({ dialog: 'none' });

export function RunsDialog() {
  const [runs, setRuns] = useState<ShownRuns | null>(null);
  const [error, setError] = useState<StorageError | null>(null);
  const [deleted, setDeleted] = useState<{ readonly id: string; readonly name: string } | null>(null);
  useEffect(
    () =>
      followRuns((listed, failure) => {
        if (listed) setRuns(listed);
        else setError(failure);
      }),
    [],
  );
  const [chosen, choose] = useState<readonly string[]>([]);
  const remove = async (run: ListedRun, name: string) => {
    const failure = await deleteRun(run);
    setError(failure);
    if (!failure) setDeleted({ id: run.id, name });
  };
  const undo = async (id: string) => {
    const failure = await undoDelete(id);
    setError(failure);
    if (!failure) setDeleted(null);
  };
  return (
    <Dialog title={runsText.title} size={680} onClose={close}>
      <p className={classes.what}>{runsText.what}</p>
      {/* oxlint-disable-next-line jsx-a11y/no-redundant-roles -- Safari forgets the role of a list without bullets */}
      <ul role="list" aria-label={runsText.title} className={classes.list}>
        {runs?.runs.map((run) => (
          <Run
            key={run.id}
            run={run}
            elsewhere={runs.elsewhere.has(run.id)}
            onDelete={(name) => void remove(run, name)}
            onFailure={setError}
            chosen={chosen}
            onChoose={choose}
          />
        ))}
      </ul>
      {runs?.runs.length === 0 ? <p className={classes.empty}>{runsText.empty}</p> : null}
      {runs === null && error === null ? <p className={classes.empty}>{runsText.loading}</p> : null}
      {/* What comes and goes stands below the list: no run moves away from under the pointer. */}
      <div className={classes.foot}>
        {error ? (
          <div className={classes.failure}>
            <ErrorInPlace {...describeError(error)} />
          </div>
        ) : null}
        <div role="status" className={classes.deleted}>
          {deleted ? (
            <>
              <span>{deletedText(deleted.name)}</span>
              <Button variant="subtle" size="compact-sm" onClick={() => void undo(deleted.id)}>
                Undo
              </Button>
            </>
          ) : null}
        </div>
        {(runs?.runs.filter(isComparable).length ?? 0) > 1 ? (
          <ComparedRuns runs={runs?.runs ?? []} chosen={chosen} />
        ) : null}
        <NotKept />
        {runs?.storage ? (
          <div className={classes.storage}>
            <p>{storageLine(runs.storage)}</p>
            {runs.runs.length > 0 ? <Persistence /> : null}
          </div>
        ) : null}
      </div>
    </Dialog>
  );
}

function isComparable({ entry, damaged }: ListedRun): boolean {
  return entry?.finished === true && !damaged;
}

/** Two ticked runs are compared. */
function ComparedRuns({ runs, chosen }: { runs: readonly ListedRun[]; chosen: readonly string[] }) {
  const choices = runs.flatMap(({ id, entry }) =>
    entry && chosen.includes(id) ? [{ kind: 'kept' as const, id, name: runName(entry) }] : [],
  );
  const [second = null, first] = choices;
  const compare = () => {
    if (!first) return;
    useCompared.setState({ first, second });
    showScreen({ dialog: 'compare' });
  };
  return (
    <div className={classes.notKept}>
      <div className={classes.texts}>
        <span className="quiet">{runsText.compareHint}</span>
      </div>
      <Button variant="default" disabled={!first} onClick={compare}>
        {runsText.compare}
      </Button>
    </div>
  );
}

/** A demo or run file on screen, which is kept on request only. */
function NotKept() {
  const canKeep = useEnabled('keep');
  const name = useRun(dataName);
  if (!canKeep) return null;
  return (
    <div className={classes.notKept}>
      <div className={classes.texts}>
        <b>{name}</b>
        <span className="quiet">{runsText.notKept}</span>
      </div>
      <Button variant="default" onClick={() => void keepRun()}>
        {runsText.keep}
      </Button>
    </div>
  );
}

function Run(props: {
  run: ListedRun;
  elsewhere: boolean;
  onDelete: (name: string) => void;
  onFailure: (error: StorageError) => void;
  /** Ids of the runs to compare, two at most. */
  chosen: readonly string[];
  onChoose: (ids: readonly string[]) => void;
}) {
  const { run, elsewhere, chosen } = props;
  const { id, entry, damaged } = run;
  const onScreen = useMessages(({ keptAs }) => keptAs === id);
  const phase = useRun((present) => present.phase);
  const underWay = phase === 'running' || phase === 'preparing' || phase === 'paused';
  const [renaming, setRenaming] = useState(false);
  const name = entry ? runName(entry) : runsText.damagedName;
  const trains = elsewhere || (onScreen && underWay);
  const state = stateText(run, { elsewhere, trains });
  const open = async () => {
    const failure = onScreen && phase !== 'failed' ? null : await openKept(id);
    if (failure) props.onFailure(failure);
    else close();
  };
  return (
    <li className={classes.run} aria-current={onScreen ? true : undefined}>
      {isComparable(run) ? (
        <Checkbox
          className={classes.tick}
          aria-label={`Compare ${name}`}
          checked={chosen.includes(id)}
          disabled={chosen.length === 2 && !chosen.includes(id)}
          onChange={({ currentTarget }) =>
            props.onChoose(currentTarget.checked ? [...chosen, id] : chosen.filter((other) => other !== id))
          }
        />
      ) : null}
      <div className={classes.texts}>
        {renaming && entry ? (
          <RenameField
            label={`Name of ${name}`}
            name={name}
            onRename={async (given) => void (await renameRun(entry.id, given || null))}
            onEnd={() => setRenaming(false)}
          />
        ) : (
          <span className={classes.name}>
            {damaged ? (
              <b>{name}</b>
            ) : (
              <button
                type="button"
                className={classes.open}
                disabled={elsewhere}
                aria-label={entry?.finished === false && !trains ? `Resume ${name}` : `Open ${name}`}
                onClick={() => void open()}
              >
                {name}
              </button>
            )}
            {onScreen ? <span className={classes.badge}>{runsText.onScreen}</span> : null}
            {state ? <span className={classes.state}>{state}</span> : null}
          </span>
        )}
        {entry ? (
          <span className="quiet">
            {runLine(entry)}
            <br />
            {savedLine(entry)}
          </span>
        ) : null}
      </div>
      {entry && !damaged ? (
        <ActionIcon
          variant="subtle"
          color="gray"
          size={30}
          aria-label={`Rename ${name}`}
          onClick={() => setRenaming(true)}
        >
          <IconPencil size={16} stroke={1.75} aria-hidden />
        </ActionIcon>
      ) : null}
      <ActionIcon
        variant="subtle"
        color="gray"
        size={30}
        aria-label={`Delete ${name}`}
        title={trains ? 'Stop the training first' : undefined}
        disabled={trains}
        onClick={() => props.onDelete(name)}
      >
        <IconTrash size={16} stroke={1.75} aria-hidden />
      </ActionIcon>
    </li>
  );
}

function stateText(
  { entry, damaged }: ListedRun,
  { elsewhere, trains }: { readonly elsewhere: boolean; readonly trains: boolean },
): string {
  if (damaged) return runsText.damaged;
  if (elsewhere) return runsText.elsewhere;
  if (trains) return runsText.training;
  return entry ? stateOfRun(entry) : '';
}

/** Whether the browser may clear the runs, and a button that asks it not to. */
function Persistence() {
  const [state, setState] = useState<'unknown' | 'kept' | 'may-clear' | 'refused'>('unknown');
  useEffect(() => {
    const look = async () => setState((await navigator.storage.persisted()) ? 'kept' : 'may-clear');
    void look();
  }, []);
  if (state === 'unknown' || state === 'kept') return null;
  if (state === 'refused') return <p>{runsText.persistRefused}</p>;
  const ask = async () => setState((await navigator.storage.persist()) ? 'kept' : 'refused');
  return (
    <p>
      {runsText.noPersistence}{' '}
      <Button variant="subtle" size="compact-sm" onClick={() => void ask()}>
        {runsText.persist}
      </Button>
    </p>
  );
}

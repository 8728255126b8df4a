/** Notes of reading and recognition: warnings in amber, the rest in a quiet list. */
import { Button } from '@mantine/core';
import type { Dataset } from '../../../../dataset/dataset';
import type { PerturbationKind } from '../../../../dataset/mapping';
import type { DatasetNote } from '../../../../dataset/notes';
import { kindNames } from '../../../../present/text/names';
import { describeNote, describeNotes } from '../../../../present/text/notes';
import { isOfOpenFile } from '../../../session/data/importState';
import { changeMapping, train } from '../../../session/page/actions';
import { useImport } from '../../../session/stores';
import { Message } from '../../kit/blocks';
import classes from './Notes.module.css';

export function Notes(props: { notes: readonly DatasetNote[] }) {
  const texts = describeNotes(props.notes);
  const urgent = texts.filter((text) => text.attention);
  const quiet = texts.filter((text) => !text.attention);
  if (texts.length === 0) return null;
  return (
    <div className={classes.notes}>
      {urgent.map((text) => (
        <Message key={text.title} tone="warning" title={text.title} text={text.detail} />
      ))}
      {quiet.length > 0 ? (
        <ul className={classes.quiet}>
          {quiet.map((text) => (
            <li key={text.title}>
              <b>{text.title}.</b> {text.detail}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

const fromValues: readonly DatasetNote['tag'][] = [
  'kind-unlike-change',
  'genes-not-found',
  'regulators-not-modelled',
  'cells-subsampled',
];

/** Kinds that the targets' own change allows: where they rise, inhibitors too, whose targets may compensate. */
function kindsOf(suggested: PerturbationKind): readonly PerturbationKind[] {
  return suggested === 'overexpression' ? [suggested, 'inhibitor'] : [suggested];
}

/** Notes that need the values: a kind that looks wrong (with a button that changes it), pasted names that are absent. */
export function LoadNotes({ dataset }: { dataset: Dataset }) {
  const fileIsOpen = useImport((state) => isOfOpenFile(state, dataset));
  const notes = dataset.notes.filter(({ tag }) => fromValues.includes(tag));
  if (notes.length === 0) return null;
  return (
    <div className={classes.notes}>
      {notes.map((note) => {
        const { title, detail, attention } = describeNote(note);
        return (
          <Message
            key={title}
            tone={attention ? 'warning' : 'plain'}
            title={title}
            text={detail}
            actions={
              note.tag === 'kind-unlike-change' && fileIsOpen
                ? kindsOf(note.suggested).map((kind) => (
                    <Button
                      key={kind}
                      variant="default"
                      onClick={() => {
                        changeMapping({ kind, kindColumn: null });
                        void train();
                      }}
                    >
                      Train as {kindNames[kind].toLowerCase()}
                    </Button>
                  ))
                : undefined
            }
          />
        );
      })}
    </div>
  );
}

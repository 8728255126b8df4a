/** Notes of reading and recognition, one line each, warnings first. */
import { Button } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Dataset } from '../../../../dataset/dataset';
import type { PerturbationKind } from '../../../../dataset/mapping';
import type { DatasetNote } from '../../../../dataset/notes';
import type { RowNoun } from '../../../../dataset/rows';
import { kindNames } from '../../../../present/text/names';
import { describeNote, describeNotes, type NoteText } from '../../../../present/text/notes';
import { isOfOpenFile } from '../../../session/data/importState';
import { changeMapping, train } from '../../../session/page/actions';
import { useImport } from '../../../session/stores';
import classes from './Notes.module.css';

/** @param props.row what the rows of the file are @param props.isBlocked the file cannot be used as it is: the explanations of warnings are open */
export function Notes(props: { notes: readonly DatasetNote[]; row: RowNoun; isBlocked: boolean }) {
  const texts = describeNotes(props.notes, props.row);
  if (texts.length === 0) return null;
  return (
    <div className={classes.notes}>
      {texts
        .toSorted((a, b) => Number(b.attention) - Number(a.attention))
        .map((text) => (
          <Note key={text.title} text={text} isOpen={props.isBlocked && text.attention} />
        ))}
    </div>
  );
}

/** One line, whose explanation opens; a question with its answers is open. */
function Note(props: { text: NoteText; isOpen: boolean; children?: ReactNode }) {
  const { text, isOpen, children } = props;
  const Icon = text.attention ? IconAlertTriangle : IconInfoCircle;
  return (
    <details className={classes.note} data-attention={text.attention ? '' : undefined} open={isOpen}>
      <summary>
        <Icon size={16} stroke={1.75} aria-hidden /> {text.title}
      </summary>
      <p>{text.detail}</p>
      {children}
    </details>
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
      {notes.map((note) => (
        <Note
          key={describeNote(note).title}
          text={describeNote(note)}
          isOpen={note.tag === 'kind-unlike-change'}
        >
          {note.tag === 'kind-unlike-change' && fileIsOpen ? (
            <div className={classes.actions}>
              {kindsOf(note.suggested).map((kind) => (
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
              ))}
            </div>
          ) : null}
        </Note>
      ))}
    </div>
  );
}

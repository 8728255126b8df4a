/**
 * What only the values could tell, said once they are read: that the kind of perturbation looks wrong (with a button that
 * changes it), and pasted names that are not there. What the file said before is in Notes.
 */
import { Button } from '@mantine/core';
import type { DatasetNote } from '../../../../dataset/annotation';
import type { Dataset } from '../../../../dataset/dataset';
import { changeMapping, train } from '../../../session/actions';
import { useImport } from '../../../session/stores';
import { Message } from '../../kit/Message';
import { kindNames } from '../../../../present/text/kinds';
import { describeNote } from '../../../../present/text/notes';
import classes from './Notes.module.css';

const fromValues: readonly DatasetNote['tag'][] = [
  'kind-unlike-change',
  'genes-not-found',
  'regulators-not-modelled',
  'cells-subsampled',
  'escaping-cells',
  'targets-unmoved',
  'weak-guides',
];

export function LoadNotes({ dataset }: { dataset: Dataset }) {
  const fileIsOpen = useImport((state) => state.dataset === dataset);
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
            actions={
              note.tag === 'kind-unlike-change' && fileIsOpen ? (
                <Button
                  variant="default"
                  onClick={() => {
                    changeMapping({ kind: note.suggested, kindColumn: null });
                    void train();
                  }}
                >
                  Learn it as {kindNames[note.suggested].toLowerCase()}
                </Button>
              ) : undefined
            }
          >
            <p>{detail}</p>
          </Message>
        );
      })}
    </div>
  );
}

/** The answer for those who have control cells elsewhere: a file of them, put beside the open one. */
import { Button, Radio } from '@mantine/core';
import { IconFilePlus } from '@tabler/icons-react';
import { useRef } from 'react';
import type { DatasetNote } from '../../../../dataset/annotation';
import { addControls } from '../../../session/actions';
import { useImport } from '../../../session/stores';
import { openableControls } from '../../text/fileTypes';
import { plural } from '../../../../present/text/format';
import classes from './ControlQuestion.module.css';

export type AddedControls = Extract<DatasetNote, { tag: 'controls-file' }>;

/** One choice of a radio group, with the value `cells`; without a file, choosing it asks for one. */
export function ControlsFileCard({ added }: { added: AddedControls | null }) {
  const input = useRef<HTMLInputElement>(null);
  const busy = useImport((state) => state.phase === 'reading' || state.phase === 'loading');
  const choose = () => input.current?.click();
  return (
    <div className={classes.pair}>
      <Radio.Card
        value="cells"
        className={classes.card}
        onClick={(event) => {
          // Arrow keys walk through the answers: they open no dialog.
          if (!added && event.detail > 0) choose();
        }}
      >
        <span className={classes.choice}>
          <Radio.Indicator /> Control cells in a file
        </span>
        <p>Untreated or non-targeting cells with the same genes and the same processing.</p>
        <p>
          <b>Best</b> if you have them. Whatever else differs between the two files would look like an effect.
        </p>
        {added ? (
          <p>
            <b>
              {plural(added.cells, 'control cell')} from {added.file}
            </b>
          </p>
        ) : null}
      </Radio.Card>
      <Button
        variant="default"
        className={classes.reference}
        leftSection={<IconFilePlus size={16} stroke={1.75} aria-hidden />}
        disabled={busy}
        onClick={choose}
      >
        {added ? 'Another file…' : 'Add a file…'}
      </Button>
      <input
        ref={input}
        type="file"
        className="visually-hidden"
        tabIndex={-1}
        aria-label="Control cells in a file"
        accept={openableControls}
        disabled={busy}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          // The same file can be chosen again after an error.
          event.currentTarget.value = '';
          if (file) void addControls(file);
        }}
      />
    </div>
  );
}

/** One row per guess about the file: value, examples from the file, reason and certainty. Each is editable. */
import { guessReasonText } from '../../../../present/text/recognition';
import { useId } from 'react';
import type { OpenedFile } from '../../../../dataset/annotation';
import type { Mapping } from '../../../../dataset/mapping';
import type { Certainty as CertaintyLevel, Guess, Recognition } from '../../../../dataset/recognition';
import { guessRows } from '../../../../present/text/mapping';
import { changeMapping } from '../../../session/page/actions';
import { Choice } from '../../kit/Choice';
import classes from './GuessTable.module.css';

export function GuessTable(props: { opened: OpenedFile; recognition: Recognition; mapping: Mapping }) {
  const rows = guessRows(props.opened, props.recognition, props.mapping);
  return (
    <div>
      <div className={classes.head} aria-hidden>
        <span />
        <span>Interpretation</span>
        <span>Values in the file</span>
        <span>Why</span>
        <span />
      </div>
      {rows.map((row) => (
        <GuessRow
          key={row.label}
          row={row}
          guess={props.recognition.guesses.find((guess) => guess.field === row.field)}
        />
      ))}
    </div>
  );
}

function GuessRow({ row, guess }: { row: ReturnType<typeof guessRows>[number]; guess: Guess | undefined }) {
  const id = useId();
  return (
    <div className={classes.row}>
      <label htmlFor={id} className={classes.label}>
        {row.label}
      </label>
      <Choice
        id={id}
        data={row.options}
        value={row.value}
        aria-describedby={guess ? `${id}-why` : undefined}
        onChange={(value) => changeMapping(row.change(value))}
      />
      <span className={classes.samples}>
        {guess?.samples.map((sample, place) => (
          // Samples may repeat; the index identifies them.
          <code key={place} className={classes.sample}>
            {sample}
          </code>
        ))}
      </span>
      <span id={`${id}-why`} className={classes.why}>
        {guess && guessReasonText(guess.reason)}
      </span>
      <span>{guess ? <Certainty level={guess.certainty} /> : null}</span>
    </div>
  );
}

const bars = { sure: 3, likely: 2, assumed: 1 } as const;

/** Certainty of a guess: three bars and the word. */
function Certainty(props: { level: CertaintyLevel }) {
  return (
    <span className={classes.certainty}>
      <svg width="16" height="12" viewBox="0 0 16 12" aria-hidden>
        {[0, 1, 2].map((bar) => (
          <rect
            key={bar}
            x={bar * 6}
            width="4"
            height="12"
            rx="1"
            fill={bar < bars[props.level] ? 'var(--text-2)' : 'var(--outline)'}
          />
        ))}
      </svg>
      {props.level}
    </span>
  );
}

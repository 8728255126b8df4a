/** What reading and recognition noticed: what needs a look in amber, the rest in a quiet list. */
import type { DatasetNote } from '../../../../dataset/annotation';
import { Message } from '../../kit/Message';
import { describeNotes } from '../../../../present/text/notes';
import classes from './Notes.module.css';

export function Notes(props: { notes: readonly DatasetNote[] }) {
  const texts = describeNotes(props.notes);
  const urgent = texts.filter((text) => text.attention);
  const quiet = texts.filter((text) => !text.attention);
  if (texts.length === 0) return null;
  return (
    <div className={classes.notes}>
      {urgent.map((text) => (
        <Message key={text.title} tone="warning" title={text.title}>
          <p>{text.detail}</p>
        </Message>
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

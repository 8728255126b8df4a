/** What reading and recognition noticed: what needs a look in amber (small groups as one), the rest in a quiet list. */
import type { DatasetNote } from '../../../dataset/annotation';
import { count } from '../../../sentences/numbers';
import { Message } from '../../kit/Message';
import { listOf, plural } from '../../../sentences/format';
import { describeNote } from '../../../sentences/notes';
import classes from './Notes.module.css';

type SmallCondition = Extract<DatasetNote, { tag: 'small-condition' }>;

export function Notes(props: { notes: readonly DatasetNote[] }) {
  const small = props.notes.filter((note) => note.tag === 'small-condition');
  const texts = props.notes
    .filter((note) => small.length < 2 || note.tag !== 'small-condition')
    .map(describeNote);
  const urgent = texts.filter((text) => text.attention);
  const quiet = texts.filter((text) => !text.attention);
  if (props.notes.length === 0) return null;
  return (
    <div className={classes.notes}>
      {urgent.map((text) => (
        <Message key={text.title} tone="warning" title={text.title}>
          <p>{text.detail}</p>
        </Message>
      ))}
      {small.length > 1 ? <SmallConditions notes={small} /> : null}
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

function SmallConditions(props: { notes: readonly SmallCondition[] }) {
  const smallestFirst = props.notes.toSorted((a, b) => a.cells - b.cells);
  const groups = smallestFirst.map(({ label, cells }) => `${label} with ${count(cells)}`);
  return (
    <Message tone="warning" title={`${plural(groups.length, 'group')} of cells are small`}>
      <p>{listOf(groups)} cells. Their effects will be uncertain.</p>
    </Message>
  );
}

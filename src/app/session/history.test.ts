import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { edit, newHistory, redo, settle, undo, type History } from './history';

type Act = { kind: 'edit'; value: number; gesture: string | null } | { kind: 'undo' | 'redo' | 'settle' };

const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('edit' as const),
      value: fc.integer({ min: 0, max: 5 }),
      gesture: fc.constantFrom(null, 'a', 'b'),
    }),
    fc.record({ kind: fc.constantFrom('undo' as const, 'redo' as const, 'settle' as const) }),
  ),
  { maxLength: 60 },
);

function apply(history: History<number>, act: Act): History<number> {
  switch (act.kind) {
    case 'edit':
      return edit(history, act.value, act.gesture);
    case 'undo':
      return undo(history);
    case 'redo':
      return redo(history);
    case 'settle':
      return settle(history);
    default:
      return act satisfies never;
  }
}

/** The same thing written the slow way: all documents in a row and a finger on one of them. */
class Row {
  documents = [0];
  at = 0;
  gesture: string | null = null;

  apply(act: Act): void {
    if (act.kind === 'edit') this.edit(act.value, act.gesture);
    if (act.kind === 'undo' && this.at > 0) this.move(-1);
    if (act.kind === 'redo' && this.at < this.documents.length - 1) this.move(1);
    if (act.kind === 'settle') this.gesture = null;
  }

  edit(value: number, gesture: string | null): void {
    if (value === this.documents[this.at]) return;
    const keep = gesture !== null && gesture === this.gesture ? this.at : this.at + 1;
    this.documents = [...this.documents.slice(0, keep), value];
    this.at = keep;
    this.gesture = gesture;
  }

  move(by: number): void {
    this.at += by;
    this.gesture = null;
  }
}

it('does what a row of documents with a finger on one of them does, whatever a person presses', () => {
  fc.assert(
    fc.property(acts, (sequence) => {
      const row = new Row();
      let history = newHistory(0);
      for (const act of sequence) {
        row.apply(act);
        history = apply(history, act);
        expect([...history.past, history.present, ...history.future]).toEqual(row.documents);
        expect(history.past.length).toBe(row.at);
      }
    }),
  );
});

it('takes back a whole drag at once, and a drag after letting go on its own', () => {
  let history = newHistory('start');
  history = edit(history, 'a1', 'slider');
  history = edit(history, 'a2', 'slider');
  history = settle(history);
  history = edit(history, 'b1', 'slider');
  expect(undo(history).present).toBe('a2');
  expect(undo(undo(history)).present).toBe('start');
});

it('keeps the last two hundred steps', () => {
  let history = newHistory(0);
  for (let value = 1; value <= 500; value++) history = edit(history, value, null);
  for (let i = 0; i < 1000; i++) history = undo(history);
  expect(history.present).toBe(300);
});

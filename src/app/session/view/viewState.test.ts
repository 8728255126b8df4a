import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  budgeted,
  minimumStabilitySet,
  moduleRenamed,
  modulesNamed,
  moduleToggled,
  arranged,
  cellsShown,
  pinned,
  released,
  selected,
  slid,
  timed,
  unpinned,
} from './viewState';
import { edit, newHistory, redo, settle, undo, type History } from '../history';
import { emptyView } from '../../../share/view';

it('keeps sliders between 0 and 3, one per gene, in the order of their first change', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: -20, max: 36 }))),
      (moves) => {
        const { sliders } = moves.reduce((view, [gene, value]) => slid(view, gene, value / 4), emptyView);
        expect(sliders.map(({ gene }) => gene)).toEqual([...new Set(moves.map(([gene]) => gene))]);
        for (const { gene, value } of sliders) {
          const last = moves.findLast(([moved]) => moved === gene)?.[1] ?? NaN;
          const wanted = last / 4;
          expect(value).toBe(wanted < 0 ? 0 : wanted > 3 ? 3 : wanted);
        }
      },
    ),
  );
});

it('returns the same document when nothing changes, so that there is nothing to undo', () => {
  const view = selected(emptyView, { kind: 'edge', source: 1, target: 2 });
  expect(selected(view, { kind: 'edge', source: 1, target: 2 })).toBe(view);
  expect(budgeted(view, view.edgeBudget, 1000)).toBe(view);
  expect(minimumStabilitySet(view, 0)).toBe(view);
  expect(released(view, 3)).toBe(view);
  expect(unpinned(view, 3)).toBe(view);
});

it('keeps the number of edges between one and the possible number', () => {
  expect(budgeted(emptyView, -4, 90).edgeBudget).toBe(1);
  expect(budgeted(emptyView, 1e9, 90).edgeBudget).toBe(90);
});

it('hides and shows modules, and restores a default name', () => {
  const hidden = moduleToggled(moduleToggled(emptyView, 2), 0);
  expect(hidden.hiddenModules).toEqual([0, 2]);
  expect(moduleToggled(hidden, 2).hiddenModules).toEqual([0]);
  const named = moduleRenamed(emptyView, 1, ' erythroid ');
  expect(named.moduleNames).toEqual({ 1: 'erythroid' });
  expect(moduleRenamed(named, 1, ' ').moduleNames).toEqual({});
});

it('names modules after gene sets where a person gave no name, and forgets the set where one is given', () => {
  const source = { set: 'GO angiogenesis', from: 'GO', overlap: 5, genes: 12, q: 0.01 };
  const after = (name: string) => ({ name, source: { ...source, set: name } });
  const own = moduleRenamed(emptyView, 1, 'erythroid');
  const named = modulesNamed(
    own,
    new Map([
      [0, after('Angiogenesis')],
      [1, after('Heme')],
    ]),
  );
  expect(named.moduleNames).toEqual({ 0: 'Angiogenesis', 1: 'erythroid' });
  expect(named.namedAfter).toEqual({ 0: { ...source, set: 'Angiogenesis' } });
  // Other sets name other modules.
  const again = modulesNamed(named, new Map([[2, after('Cell cycle')]]));
  expect(again.moduleNames).toEqual({ 1: 'erythroid', 2: 'Cell cycle' });
  expect(Object.keys(again.namedAfter)).toEqual(['2']);
  const renamed = moduleRenamed(again, 2, 'mitosis');
  expect([renamed.moduleNames[2], renamed.namedAfter]).toEqual(['mitosis', {}]);
  expect(modulesNamed(renamed, new Map([[2, after('Cell cycle')]])).moduleNames[2]).toBe('mitosis');
});

it('moves the pin of a gene instead of adding a second', () => {
  expect(pinned(pinned(emptyView, 1, 0, 0), 1, 5, 6).pins).toEqual([{ gene: 1, x: 5, y: 6 }]);
  // Pins are places in one arrangement.
  const layered = arranged(pinned(emptyView, 1, 5, 6), 'layered');
  expect([layered.arrangement, layered.pins]).toEqual(['layered', []]);
  expect(arranged(layered, 'layered')).toBe(layered);
});

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

/** The same, written plainly: all documents in a list, and the position in it. */
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

it('agrees with a list of documents and a position in it, for any sequence of edits', () => {
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

it('undoes a whole drag at once, and a later drag separately', () => {
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

it('undoes the choices of the Cells view and the time of predictions one by one; the same choice again is none', () => {
  const steps = [
    (view: typeof emptyView) => cellsShown(view, { colour: { kind: 'gene', gene: 3 } }),
    (view: typeof emptyView) => cellsShown(view, { colour: { kind: 'gene', gene: 3 } }),
    (view: typeof emptyView) => timed(view, 4),
    (view: typeof emptyView) =>
      cellsShown(view, { pick: { kind: 'group', colour: { kind: 'perturbation' }, name: 'GATA1' } }),
  ];
  const done = steps.reduce(
    (history, step) => edit(history, step(history.present), null),
    newHistory(emptyView),
  );
  expect(done.past).toHaveLength(3);
  const before = undo(done);
  expect(before.present).toMatchObject({ time: 4, cells: { pick: null, colour: { kind: 'gene', gene: 3 } } });
  expect(undo(before).present.time).toBeNull();
  expect(undo(undo(before)).present.cells).toEqual(emptyView.cells);
  expect(redo(before).present.cells.pick).toMatchObject({ name: 'GATA1' });
});

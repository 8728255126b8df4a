import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  budgeted,
  leastStable,
  moduleRenamed,
  moduleToggled,
  pinned,
  released,
  selected,
  slid,
  unpinned,
} from './viewState';
import { emptyView } from '../../share/view';

it('keeps sliders between out and three times, one per gene, in the order they came', () => {
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

it('is the same document when nothing changes, so that nothing is to be undone', () => {
  const view = selected(emptyView, { kind: 'edge', source: 1, target: 2 });
  expect(selected(view, { kind: 'edge', source: 1, target: 2 })).toBe(view);
  expect(budgeted(view, view.edgeBudget, 1000)).toBe(view);
  expect(leastStable(view, 0)).toBe(view);
  expect(released(view, 3)).toBe(view);
  expect(unpinned(view, 3)).toBe(view);
});

it('keeps the number of edges between one and what is possible', () => {
  expect(budgeted(emptyView, -4, 90).edgeBudget).toBe(1);
  expect(budgeted(emptyView, 1e9, 90).edgeBudget).toBe(90);
});

it('hides and shows modules, and gives one its own name back', () => {
  const hidden = moduleToggled(moduleToggled(emptyView, 2), 0);
  expect(hidden.hiddenModules).toEqual([0, 2]);
  expect(moduleToggled(hidden, 2).hiddenModules).toEqual([0]);
  const named = moduleRenamed(emptyView, 1, ' erythroid ');
  expect(named.moduleNames).toEqual({ 1: 'erythroid' });
  expect(moduleRenamed(named, 1, ' ').moduleNames).toEqual({});
});

it('moves the pin of a gene instead of adding a second', () => {
  expect(pinned(pinned(emptyView, 1, 0, 0), 1, 5, 6).pins).toEqual([{ gene: 1, x: 5, y: 6 }]);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { edit, newHistory, undo } from '../../session/history';
import { added, emptyComposition, MAX_PANELS, moved, removed, sized, spanned } from './composition';
import type { Composition } from './content';

const panel = (name: string) => ({
  name,
  content: { kind: 'chart', chart: { kind: 'errors', evaluated: [] }, isDoubtful: false } as const,
  span: 1,
  text: `${name}.`,
  origin: 'seed 1',
  doubt: null,
});
const figureOf = (...names: readonly string[]): Composition =>
  names.reduce((figure, name) => added(figure, panel(name)), emptyComposition);
const namesIn = ({ panels }: Composition) => panels.map(({ name }) => name).join('');
const idOf = ({ panels }: Composition, name: string) => panels.find((one) => one.name === name)?.id ?? -1;

describe('a composed figure', () => {
  it('takes panels at its end, until it is full', () => {
    expect(namesIn(figureOf('A', 'B', 'C'))).toBe('ABC');
    const full = figureOf(...Array.from({ length: MAX_PANELS + 3 }, () => 'P'));
    expect(full.panels).toHaveLength(MAX_PANELS);
    expect(new Set(full.panels.map(({ id }) => id)).size).toBe(MAX_PANELS);
  });

  it('moves a panel to a place, and the others keep their order', () => {
    const figure = figureOf('A', 'B', 'C', 'D');
    const to = (name: string, place: number) => namesIn(moved(figure, idOf(figure, name), place));
    expect([to('A', 2), to('D', 0), to('B', 99), to('C', -5), to('B', 1)]).toEqual([
      'BCAD',
      'DABC',
      'ACDB',
      'CABD',
      'ABCD',
    ]);
  });

  it('keeps every panel through any moves', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: -2, max: 8 }))),
        (moves) => {
          const figure = moves.reduce(
            (one, [id, place]) => moved(one, id, place),
            figureOf('A', 'B', 'C', 'D'),
          );
          expect(figure.panels.map(({ name }) => name).toSorted()).toEqual(['A', 'B', 'C', 'D']);
        },
      ),
    );
  });

  it('brings a removed panel back by undo', () => {
    const figure = figureOf('A', 'B');
    const after = edit(newHistory(figure), removed(figure, idOf(figure, 'A')), null);
    expect(namesIn(after.present)).toBe('B');
    expect(namesIn(undo(after).present)).toBe('AB');
  });

  it('changes the width of one panel, and of the sheet within bounds', () => {
    const figure = figureOf('A', 'B');
    expect(spanned(figure, idOf(figure, 'B'), 0.5).panels.map(({ span }) => span)).toEqual([1, 0.5]);
    expect([sized(figure, 85.4).width, sized(figure, 1).width, sized(figure, 9999).width]).toEqual([
      85, 60, 400,
    ]);
  });
});

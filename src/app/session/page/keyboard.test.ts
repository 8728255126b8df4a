import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { commands } from './commands';
import { commandFor } from './keyboard';

/** An element that matches one selector. */
class FakeElement extends EventTarget {
  readonly #name: string;
  constructor(name: string) {
    super();
    this.#name = name;
  }
  closest(selector: string): FakeElement | null {
    return selector.split(',').some((part) => part.trim().startsWith(this.#name)) ? this : null;
  }
}

function stroke(key: string, rest: Partial<KeyboardEvent> = {}) {
  const plain = { metaKey: false, ctrlKey: false, shiftKey: false, altKey: false, defaultPrevented: false };
  return { key, target: null, ...plain, ...rest };
}

function idOf(key: string, rest: Partial<KeyboardEvent> = {}, singleKeys = true): string | null {
  return commandFor(stroke(key, rest), singleKeys)?.id ?? null;
}

beforeEach(() => vi.stubGlobal('Element', FakeElement));
afterEach(() => vi.unstubAllGlobals());

it('maps every documented key to its command', () => {
  const keys: [string, Partial<KeyboardEvent>, string][] = [
    [' ', {}, 'play-pause'],
    ['.', {}, 'step'],
    ['/', {}, 'search'],
    ['k', { metaKey: true }, 'search'],
    ['k', { ctrlKey: true }, 'search'],
    ['F', { shiftKey: true }, 'fit'],
    ['f', {}, 'fit'],
    ['+', { shiftKey: true }, 'zoom-in'],
    ['-', {}, 'zoom-out'],
    ['0', {}, 'fit'],
    ['[', {}, 'fewer-edges'],
    [']', {}, 'more-edges'],
    ['p', {}, 'pin'],
    ['l', {}, 'freeze'],
    ['m', {}, 'next-module'],
    ['h', {}, 'hide'],
    ['u', {}, 'show-hidden'],
    ['g', {}, 'select-neighbours'],
    ['z', { metaKey: true }, 'undo'],
    ['Z', { metaKey: true, shiftKey: true }, 'redo'],
    ['y', { ctrlKey: true }, 'redo'],
    ['e', { metaKey: true }, 'export'],
    ['?', { shiftKey: true }, 'shortcuts'],
    ['Escape', {}, 'back'],
  ];
  for (const [key, rest, id] of keys) expect([key, idOf(key, rest)]).toEqual([key, id]);
});

it('leaves letters, space and undo to text fields, except ⌘K', () => {
  const target = new FakeElement('textarea');
  for (const key of ['f', ' ', '/', '?', '[']) expect(idOf(key, { target })).toBeNull();
  expect(idOf('z', { target, metaKey: true })).toBeNull();
  expect(idOf('k', { target, metaKey: true })).toBe('search');
});

it('leaves the space bar to a focused button', () => {
  const target = new FakeElement('button');
  expect(idOf(' ', { target })).toBeNull();
  expect(idOf('f', { target })).toBe('fit');
});

it('leaves Escape to an open menu or list, so that the selection stays', () => {
  expect(idOf('Escape', { target: new FakeElement('[role="menu"]') })).toBeNull();
  expect(idOf('Escape', { target: new FakeElement('canvas') })).toBe('back');
});

it('ignores single keys when they are switched off', () => {
  expect(idOf('f', {}, false)).toBeNull();
  expect(idOf('Escape', {}, false)).toBe('back');
  expect(idOf('z', { metaKey: true }, false)).toBe('undo');
});

it('has unique ids and unique keys', () => {
  const ids = commands.map((command) => command.id);
  const keys = commands.flatMap((command) => command.shortcuts);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(keys).size).toBe(keys.length);
});

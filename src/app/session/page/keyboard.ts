/** Keyboard shortcuts. Text fields keep their keys; keys without ⌘ or Ctrl can be switched off (WCAG 2.1.4). */
import { commands, type Command } from './commands';
import { useScreen } from '../stores';

export function runCommand(event: KeyboardEvent): void {
  const found = commandFor(event, useScreen.getState().singleKeyShortcuts);
  if (!found?.enabled()) return;
  event.preventDefault();
  void found.run();
}

/** The command of a key stroke; null where the focused element takes the key, or there is none. */
export function commandFor(
  event: Pick<
    KeyboardEvent,
    'key' | 'metaKey' | 'ctrlKey' | 'shiftKey' | 'altKey' | 'defaultPrevented' | 'target'
  >,
  singleKeys: boolean,
): Command | null {
  if (event.defaultPrevented || event.altKey) return null;
  // Escape closes the menu, and no more.
  if (event.key === 'Escape' && isInMenu(event.target)) return null;
  const modified = event.metaKey || event.ctrlKey;
  if (!modified && event.key !== 'Escape' && (!singleKeys || takesKeys(event.target, event.key))) return null;
  if (modified && isTextField(event.target) && /^[zy]$/i.test(event.key)) return null;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const name = modified ? `${event.shiftKey ? 'Shift+' : ''}Mod+${key}` : key;
  return commands.find((candidate) => candidate.shortcuts.includes(name)) ?? null;
}

const pressedBySpace =
  'button, a, summary, input:not([type="range"]), [role="button"], [role="checkbox"], [role="switch"], [role="option"]';

/** Text fields take every key; buttons, check boxes and similar elements take the space bar. */
function takesKeys(target: EventTarget | null, key: string): boolean {
  if (isTextField(target)) return true;
  if (!(target instanceof Element)) return false;
  if (key === ' ') return target.closest(pressedBySpace) !== null;
  return isInMenu(target);
}

function isInMenu(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="listbox"], [role="menu"], select') !== null;
}

function isTextField(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest(
      'input:not([type="range"], [type="checkbox"], [type="radio"]), textarea, select, [contenteditable="true"]',
    ) !== null
  );
}

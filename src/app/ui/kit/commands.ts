/** Commands of the registry for buttons, menus and the list of shortcuts. */
import { command } from '../../session/page/commands';
import { useStores } from './useStores';

export function runCommand(id: string): () => void {
  return () => void command(id).run();
}

/** Renders again when the command becomes enabled or disabled. */
export function useEnabled(id: string): boolean {
  return useStores(() => command(id).enabled());
}

const keyNames: Record<string, string> = { ' ': 'Space', Escape: 'Esc' };

/** A shortcut as printed for this system: '⇧⌘Z' or 'Ctrl+Shift+Z'. */
export function printShortcut(shortcut: string): string {
  const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);
  const parts = shortcut.split(/(?<=.)\+/);
  const key = parts.at(-1) ?? '';
  const printed = keyNames[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  const shift = parts.includes('Shift');
  const mod = parts.includes('Mod');
  if (isApple) return `${shift ? '⇧' : ''}${mod ? '⌘' : ''}${printed}`;
  return `${mod ? 'Ctrl+' : ''}${shift ? 'Shift+' : ''}${printed}`;
}

/** A command of the registry as what a button does. */
import { command } from '../../session/commands';

export function runCommand(id: string): () => void {
  return () => {
    command(id).run();
  };
}

/** A shortcut of the command registry as people read it: '⇧⌘Z' or 'Ctrl+Shift+Z'. */
const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

const keyNames: Record<string, string> = { ' ': 'Space', Escape: 'Esc' };

export function printShortcut(shortcut: string): string {
  const parts = shortcut.split(/(?<=.)\+/);
  const key = parts.at(-1) ?? '';
  const printed = keyNames[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  const shift = parts.includes('Shift');
  const mod = parts.includes('Mod');
  if (isApple) return `${shift ? '⇧' : ''}${mod ? '⌘' : ''}${printed}`;
  return `${mod ? 'Ctrl+' : ''}${shift ? 'Shift+' : ''}${printed}`;
}

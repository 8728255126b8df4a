/**
 * Every action as one object. The registry feeds toolbar, menus, palette, shortcut list and keyboard; labels are the names
 * tests and screen readers know.
 */
import type { Command } from './commands/command';
import { dataCommands } from './commands/data';
import { exportCommands } from './commands/exports';
import { networkCommands } from './commands/network';
import { pageCommands } from './commands/page';
import { shareCommands } from './commands/share';
import { trainingCommands } from './commands/training';

export type { Command } from './commands/command';

export const commands: readonly Command[] = [
  ...dataCommands,
  ...trainingCommands,
  ...networkCommands,
  ...shareCommands,
  ...exportCommands,
  ...pageCommands,
];

/** The command of that id; an unknown id is a bug of the caller. */
export function command(id: string): Command {
  const found = commands.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`There is no command '${id}'.`);
  return found;
}

/** No command writes over a file that it reads: what is lost was perhaps the only copy. Checked before a command begins. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { badUsage } from './failure';
import { runFileName } from './runs';

/** Throws Failure where --out is a file that the command reads: an argument, a file of an option, or the run of a folder. */
export async function expectInputsKept(command: Command): Promise<void> {
  const out: unknown = command.getOptionValue('out');
  if (typeof out !== 'string') return;
  const given = command.options.flatMap((option) => {
    const value: unknown = command.getOptionValue(option.attributeName());
    const isRead = option.long !== '--out' && /<(file|which)>/u.test(option.flags);
    return isRead && typeof value === 'string' ? [value] : [];
  });
  for (const path of [...command.args, ...given])
    if ((await isSameFile(out, path)) || (await isSameFile(out, join(path, runFileName))))
      throw badUsage(
        `--out: ${out} is a file that this command reads`,
        'It would be overwritten, and nothing else may hold what is in it.',
        'Give --out another name.',
      );
}

/** By any path, as through a link. False where one of them is not there, or is a folder or a device. */
async function isSameFile(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([one, other].map((path) => stat(path).catch(() => null)));
  return first?.isFile() === true && first.dev === second?.dev && first.ino === second.ino;
}

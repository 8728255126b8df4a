/** No command writes over a file that it reads: what is lost was perhaps the only copy. Checked before a command begins. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { badUsage } from './failure';
import { runFileName } from './runs';

/** Options of files that a command writes. */
const WRITTEN = ['out', 'cells'];

/** Throws Failure where the file that a command is to write is one of its inputs: an argument, a file of an option, or the run of a folder. */
export async function expectInputsKept(command: Command): Promise<void> {
  const typed = command.options.flatMap((option) => {
    const value: unknown = command.getOptionValue(option.attributeName());
    const isPath = typeof value === 'string' && /<(file|which)>/u.test(option.flags);
    return isPath ? [{ flag: option.long, value, isWritten: WRITTEN.includes(option.attributeName()) }] : [];
  });
  const read = [...command.args, ...typed.filter((one) => !one.isWritten).map(({ value }) => value)];
  for (const { flag, value: out } of typed.filter((one) => one.isWritten))
    for (const path of read)
      if ((await isSameFile(out, path)) || (await isSameFile(out, join(path, runFileName))))
        throw badUsage(
          `${flag}: ${out} is a file that this command reads`,
          'It would be overwritten, and nothing else may hold what is in it.',
          `Give ${flag} another name.`,
        );
}

/** By any path, as through a link. False where one of them is not there, or is a folder or a device. */
async function isSameFile(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([one, other].map((path) => stat(path).catch(() => null)));
  return first?.isFile() === true && first.dev === second?.dev && first.ino === second.ino;
}

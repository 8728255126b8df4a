#!/usr/bin/env node
/** The program `modulode`: Node's streams and signals as a Host. */
import { availableParallelism } from 'node:os';
import type { Host } from './host';
import { runCli } from './program';

/** Whether the last line of standard error will be rewritten. */
let statusShown = false;

const host: Host = {
  out: (text) => void process.stdout.write(text),
  tell: (line) => {
    clearStatus();
    process.stderr.write(`${line}\n`);
  },
  status: process.stderr.isTTY
    ? (line) => {
        clearStatus();
        // A line that wraps could not be taken away again.
        process.stderr.write(line.slice(0, process.stderr.columns - 1));
        statusShown = line !== '';
      }
    : null,
  now: () => Date.now(),
  columns: process.stdout.isTTY ? process.stdout.columns : 100,
  cores: availableParallelism(),
  onInterrupt,
};
function clearStatus(): void {
  if (statusShown) process.stderr.write('\r\u001B[K');
  statusShown = false;
}

function onInterrupt(listener: () => void): () => void {
  let heard = false;
  const hear = () => {
    if (heard) process.exit(1);
    heard = true;
    listener();
  };
  process.on('SIGINT', hear);
  process.on('SIGTERM', hear);
  return () => {
    process.off('SIGINT', hear);
    process.off('SIGTERM', hear);
  };
}

/** Whether results could not be written, as on a full disk. */
let lost = false;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that has left, as `head` does, wants no more.
  if (error.code === 'EPIPE') return;
  lost = true;
  host.tell(`The results could not be written: ${error.message}`);
  process.exitCode = 1;
});
// Where nobody can hear, the work goes on.
process.stderr.on('error', () => undefined);

const code = await runCli(process.argv.slice(2), host);
process.exitCode = lost ? 1 : code;

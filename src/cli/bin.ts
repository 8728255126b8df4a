#!/usr/bin/env node
/** Entry of the program `modulode`: Node's streams and signals as a Host. */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Host, onInterrupts } from './host';
import { runCli } from './program';

/** Whether the last line of standard error is a status line. */
let statusShown = false;

const host: Host = {
  out: (text) => void process.stdout.write(text),
  message: (line) => {
    clearStatus();
    process.stderr.write(`${line}\n`);
  },
  status: process.stderr.isTTY
    ? (line) => {
        clearStatus();
        // A wrapped line could not be erased.
        process.stderr.write(line.slice(0, process.stderr.columns - 1));
        statusShown = line !== '';
      }
    : null,
  now: () => Date.now(),
  columns: process.stdout.isTTY ? process.stdout.columns : 100,
  cores: availableParallelism(),
  geneSets: fileURLToPath(new URL('sets', import.meta.url)),
  onInterrupt: (listener) => onInterrupts(process, listener, () => process.exit(1)),
};

function clearStatus(): void {
  if (statusShown) process.stderr.write('\r\u001B[K');
  statusShown = false;
}

/** Whether writing results failed, as on a full disk. */
let lost = false;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader has closed the pipe, as `head` does.
  if (error.code === 'EPIPE') return;
  lost = true;
  host.message(`The results could not be written: ${error.message}`);
  process.exitCode = 1;
});
// Work goes on without standard error.
process.stderr.on('error', () => undefined);

const code = await runCli(process.argv.slice(2), host);
process.exitCode = lost ? 1 : code;

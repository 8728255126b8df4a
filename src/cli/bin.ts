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
        process.stderr.write(line);
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

process.exitCode = await runCli(process.argv.slice(2), host);

/** A Host that collects the output of a command. */
import { resolve } from 'node:path';
import type { Host } from '../../../src/cli/host';

export interface TestHost extends Host {
  /** All of standard output, and the lines of standard error. */
  readonly printed: () => string;
  readonly messages: readonly string[];
}

export function testHost(): TestHost {
  const messages: string[] = [];
  let text = '';
  return {
    out: (more) => {
      text += more;
    },
    message: (line) => {
      messages.push(line);
    },
    status: null,
    now: () => Date.UTC(2030, 0, 2),
    columns: 100,
    cores: 1,
    geneSets: resolve('public/sets'),
    onInterrupt: () => () => undefined,
    printed: () => text,
    messages,
  };
}

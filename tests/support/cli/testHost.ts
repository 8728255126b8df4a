/** A machine for tests of commands: collects what would be printed. */
import type { Host } from '../../../src/cli/host';

export interface TestHost extends Host {
  /** Everything printed so far, and every line said. */
  readonly printed: () => string;
  readonly told: readonly string[];
}

export function testHost(): TestHost {
  const told: string[] = [];
  let text = '';
  return {
    out: (more) => {
      text += more;
    },
    tell: (line) => {
      told.push(line);
    },
    status: null,
    now: () => Date.UTC(2030, 0, 2),
    columns: 100,
    cores: 1,
    onInterrupt: () => () => undefined,
    printed: () => text,
    told,
  };
}

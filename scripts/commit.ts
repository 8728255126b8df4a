/** Vite plugin: BUILT_COMMIT in the sources is the commit that they are built from, with '+' where files differ from it; '' outside a clone. */
import { spawnSync } from 'node:child_process';
import type { Plugin } from 'vite';

export function commit(): Plugin {
  // Never the nearest tag: only the commit.
  const { stdout } = spawnSync('git', ['describe', '--always', '--dirty=+', '--abbrev=8', '--exclude=*'], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  return {
    name: 'modulode-commit',
    config: () => ({ define: { BUILT_COMMIT: JSON.stringify((stdout ?? '').trim()) } }),
  };
}

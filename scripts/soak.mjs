#!/usr/bin/env node
/** `npm run soak -- --minutes N [--seed N]`: builds the page and uses it for long (e2e/soak.spec.ts). */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { findOrInstallBrowser } from './browser.mjs';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '30' }, seed: { type: 'string', default: '1' } },
});
const env = {
  ...process.env,
  MODULODE_BROWSER: await findOrInstallBrowser(),
  SOAK_MINUTES: values.minutes,
  SOAK_SEED: values.seed,
};
const run = (...args) =>
  spawnSync('npx', args, { stdio: 'inherit', env, shell: process.platform === 'win32' });
if (run('vite', 'build', '--logLevel', 'warn').status !== 0) process.exit(1);
process.exit(run('playwright', 'test', '--project=soak').status ?? 1);

/** Every export of a run, written by the terminal: `node scripts/run.mjs e2e/nodeExports.ts RUN FOLDER`. */
import { join } from 'node:path';
import { runCli } from '../src/cli/program';
import { testHost } from '../tests/support/cli/testHost';
import { exportFormats } from '../src/share/exports/networkExport';

const [run = '', folder = ''] = process.argv.slice(2);
for (const format of exportFormats) {
  const host = testHost();
  const out = join(folder, `run.${format}`);
  if ((await runCli(['export', run, '--format', format, '--out', out], host)) !== 0)
    throw new Error(host.messages.join('\n'));
}

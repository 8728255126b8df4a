/** Reports of two made-up runs, written in Node: `node scripts/run.mjs e2e/nodeReport.ts FOLDER`. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reportHtml } from '../src/present/report/html';
import { sampleBeside, sampleRun } from '../tests/support/present/sampleRun';

const runs = { predicts: sampleRun(), 'does-not-predict': sampleRun({ error: 1.04 }) };

export async function main([folder = '']: readonly string[]): Promise<void> {
  for (const [name, run] of Object.entries(runs)) {
    const html = reportHtml(run, sampleBeside(run));
    await writeFile(join(folder, `${name}.html`), html);
  }
}

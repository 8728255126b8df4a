/**
 * Measures time and memory of importing large files in the page, from dropping a file until training can start: the table
 * explained in bench/README.md. `npm run bench:ingest -- [--full] [--scale SHARE] [--cases TEXT] [--folder FOLDER] [--out FILE.json]`.
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findOrInstallBrowser } from '../../scripts/browser.mjs';
import { textTable } from '../accuracy/textTable';
import { thisMachine } from '../engine/machine';
import { cases, filesOf, scaled, type IngestCase } from './cases';
import { openPages, type Pages, type Waited } from './page';

/** Target for the longest task of the page's thread. */
const targetTaskMs = 100;

interface Measured extends Waited {
  readonly case: string;
  readonly cells: number;
  readonly genes: number;
  readonly megabytes: number;
  readonly writtenMs: number;
  readonly targetSeconds: number;
  readonly targetMb: number | null;
}

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      full: { type: 'boolean', default: false },
      scale: { type: 'string', default: '.1' },
      cases: { type: 'string', default: '' },
      folder: { type: 'string' },
      out: { type: 'string' },
    },
  });
  const scale = values.full ? 1 : Number(values.scale);
  const machine = thisMachine();
  console.log(
    `${machine.processor}, ${machine.cores} cores, ${machine.memoryGigabytes} GB, Node ${machine.node}\n` +
      `Share of the cells: ${scale}. The files are written by h5wasm and Node.`,
  );
  const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'ingest-'));
  const pages = await openPages(await findOrInstallBrowser());
  const found: Measured[] = [];
  try {
    for (const [index, one] of cases.entries()) {
      if (!one.name.includes(values.cases)) continue;
      found.push(await measure(one, join(folder, `${index}-${scale}`), scale, pages));
      console.error(ingestTable(found.slice(-1), scale));
      if (values.out !== undefined)
        writeFileSync(values.out, `${JSON.stringify({ machine, scale, found }, null, 1)}\n`);
    }
  } finally {
    await pages.close();
    if (values.folder === undefined) rmSync(folder, { recursive: true });
  }
  console.log(`\n${ingestTable(found, scale)}`);
  return 0;
}

async function measure(one: IngestCase, folder: string, scale: number, pages: Pages): Promise<Measured> {
  const screen = scaled(one.screen, scale);
  const start = performance.now();
  const files = await filesOf(one, folder, screen);
  const writtenMs = performance.now() - start;
  return {
    case: one.name,
    cells: screen.cells,
    genes: screen.genes,
    megabytes: files.reduce((sum, file) => sum + statSync(file).size, 0) / 1e6,
    writtenMs,
    targetSeconds: one.targetSeconds,
    targetMb: one.targetMb,
    ...(await pages.open(files)),
  };
}

/** The last line names values above their target, at full size only. */
function ingestTable(found: readonly Measured[], scale: number): string {
  const above: string[] = [];
  const compare = (what: string, value: number, target: number | null) => {
    if (target !== null && scale >= 1 && value > target)
      above.push(`${what} ${value.toFixed(1)} of ${target}`);
  };
  const table = textTable(
    [
      'file',
      'cells × genes',
      'MB',
      'first message s',
      'check s',
      'load s',
      'total s',
      'CPU s',
      'peak MB',
      'empty MB',
      'longest task ms',
    ],
    found.map((one) => {
      const seconds = (one.checkMs + one.readyMs) / 1000;
      compare(`${one.case}: seconds`, seconds, one.targetSeconds);
      compare(`${one.case}: MB`, one.peakMb, one.targetMb);
      compare(`${one.case}: longest task ms`, one.longestTaskMs, targetTaskMs);
      return [
        one.case,
        `${one.cells} × ${one.genes}`,
        one.megabytes.toFixed(0),
        (one.firstMessageMs / 1000).toFixed(2),
        (one.checkMs / 1000).toFixed(1),
        (one.readyMs / 1000).toFixed(1),
        seconds.toFixed(1),
        (one.cpuMs / 1000).toFixed(1),
        one.peakMb.toFixed(0),
        one.emptyMb.toFixed(0),
        one.longestTaskMs.toFixed(0),
      ];
    }),
  );
  return above.length === 0 ? table : `${table}\nAbove target: ${above.join('; ')}`;
}

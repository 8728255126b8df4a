/**
 * How long a large file takes in the page, from letting go of it to where it can be trained, and what memory: the table that
 * bench/README.md explains. `npm run bench:ingest -- [--full] [--scale SHARE] [--cases TEXT] [--folder FOLDER] [--out FILE.json]`.
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findOrInstallBrowser } from '../../scripts/browser.mjs';
import { textTable } from '../accuracy/textTable';
import { load, thisMachine } from '../engine/machine';
import { cases, filesOf, scaled, type IngestCase } from './cases';
import { openPages, type Pages, type Waited } from './page';

/** The longest the page may not answer. */
const mustAnswerMs = 100;

interface Measured extends Waited {
  readonly case: string;
  readonly cells: number;
  readonly genes: number;
  readonly megabytes: number;
  readonly writtenMs: number;
  readonly load: number;
  readonly must: number;
  readonly mustMb: number | null;
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
    `${machine.processor}, ${machine.cores} cores, ${machine.memoryGigabytes} GB, Node ${machine.node}, load ${load().toFixed(1)}\n` +
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
  const before = load();
  return {
    case: one.name,
    cells: screen.cells,
    genes: screen.genes,
    megabytes: files.reduce((sum, file) => sum + statSync(file).size, 0) / 1e6,
    writtenMs,
    load: before,
    must: one.must,
    mustMb: one.mustMb,
    ...(await pages.open(files)),
  };
}

/** What is asked is judged at full size only. */
function ingestTable(found: readonly Measured[], scale: number): string {
  const judged = (value: number, must: number | null) =>
    must === null || scale < 1 ? '' : value <= must ? 'met' : 'MISSED';
  return textTable(
    [
      'file',
      'cells × genes',
      'MB',
      'heard s',
      'check s',
      'load s',
      'in all s',
      'must',
      '',
      'CPU s',
      'peak MB',
      'must',
      '',
      'empty MB',
      'longest task ms',
      'must',
      '',
    ],
    found.map((one) => {
      const seconds = (one.checkMs + one.readyMs) / 1000;
      return [
        one.case,
        `${one.cells} × ${one.genes}`,
        one.megabytes.toFixed(0),
        (one.heardMs / 1000).toFixed(2),
        (one.checkMs / 1000).toFixed(1),
        (one.readyMs / 1000).toFixed(1),
        seconds.toFixed(1),
        String(one.must),
        judged(seconds, one.must),
        (one.cpuMs / 1000).toFixed(1),
        one.peakMb.toFixed(0),
        String(one.mustMb ?? ''),
        judged(one.peakMb, one.mustMb),
        one.emptyMb.toFixed(0),
        one.longestTaskMs.toFixed(0),
        String(mustAnswerMs),
        judged(one.longestTaskMs, mustAnswerMs),
      ];
    }),
  );
}

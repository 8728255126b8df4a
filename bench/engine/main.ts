/**
 * Measures the speed of the engine: the tables explained in bench/README.md. `npm run bench -- [--tables NAME,…]
 * [--rows TEXT] [--repeats N] [--adapter hardware] [--before FOLDER] [--out FILE.json]`. `--rows`: only rows whose name contains the
 * text. Without `--adapter hardware` the browser computes WebGPU on the CPU.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { kernelWorker } from '../../src/cli/devices/nodeDevices';
import { workerRunner } from '../../src/dynamics/device/wasm/runner';
import { findOrInstallBrowser } from '../../scripts/browser.mjs';
import { openBrowser, type Adapter } from './browser';
import {
  browserTable,
  measureInBrowser,
  type BrowserRow,
  firstStepsTable,
  measureFirstSteps,
} from './browserSteps';
import { growthTable, measureGrowth } from './growth';
import type { TimingLimits } from './interleaved';
import { thisMachine } from './machine';
import { measureMemory, memoryTable, type MemoryRow } from './memory';
import { measureParts, partsTable, type Parts } from './parts';
import { measureOnProcessor } from './processorSteps';
import { measureRoofline, type Roofline } from './roofline';
import { largeRows, rows, type Row } from './problems';
import { measureScale, scaleTable } from './scale';
import { measureSliders, slidersTable } from './sliders';
import { ratioTable, stepsTable, type MeasuredRow } from './stepsTable';
import { openTorch, pythonWithTorch, type TorchPeer } from './torchPeer';
import { measureTimeToTarget, timeToTargetTable } from './timeToTarget';
import { measureWholeRuns, wholeRunsTable } from './wholeRun';

const tableNames = [
  'steps',
  'parts',
  'run',
  'sliders',
  'target',
  'growth',
  'scale',
  'memory',
  'browser',
  'first',
] as const;
type TableName = (typeof tableNames)[number];

interface Choice {
  /** Text in the names of rows. */
  readonly named: string;
  readonly rows: readonly Row[];
  /** Additional rows for a hardware GPU. */
  readonly large: readonly Row[];
  readonly patience: TimingLimits;
  readonly adapter: Adapter;
  readonly roofline: Roofline;
  /** Folder of an earlier version of this repository. */
  readonly before: string | null;
}

/** Printed text, and the data to save. */
interface Section {
  readonly text: string;
  readonly found: unknown;
}

/** Slow contenders are timed less often than requested. */
const timingLimitMs = 20_000;

const sections: Readonly<Record<TableName, (choice: Choice) => Promise<Section>>> = {
  steps: measureSteps,
  parts: async ({ rows: wanted, patience, roofline }) => {
    const found: Parts[] = [];
    for (const row of wanted) found.push(await measureParts(row, patience));
    return { text: partsTable(found, roofline), found };
  },
  run: async ({ named }) => {
    const found = await measureWholeRuns(named);
    return { text: wholeRunsTable(found), found };
  },
  sliders: async () => {
    const found = await measureSliders();
    return { text: slidersTable(found), found };
  },
  target: async ({ before, named }) => {
    const found = await measureTimeToTarget(pythonWithTorch(), before, named);
    return { text: timeToTargetTable(found), found };
  },
  growth: async ({ patience }) => {
    const found = await measureGrowth(patience);
    return { text: growthTable(found), found };
  },
  scale: async () => {
    const found = await measureScale();
    return { text: scaleTable(found), found };
  },
  memory: async (choice) => {
    const found: MemoryRow[] = [];
    for (const row of choice.rows) found.push(await measureMemory(row));
    return { text: memoryTable(found), found };
  },
  browser: measureBrowser,
  first: async ({ adapter }) => {
    const browser = await openBrowser(adapter, await findOrInstallBrowser());
    try {
      const found = await measureFirstSteps(browser);
      return { text: firstStepsTable(found), found };
    } finally {
      await browser.close();
    }
  },
};

async function measureSteps({ rows: wanted, patience, roofline }: Choice): Promise<Section> {
  const torch = await torchWhereInstalled();
  const diffeq = torch !== null && torch.torchdiffeq !== null ? await torchWhereInstalled() : null;
  const pool = workerRunner(() => kernelWorker(), 2);
  const found: MeasuredRow[] = [];
  try {
    for (const row of wanted) {
      found.push(await measureOnProcessor(row, { pool, torch, diffeq }, patience));
      console.error(stepsTable(found.slice(-1), roofline));
    }
  } finally {
    torch?.close();
    diffeq?.close();
    pool.dispose();
  }
  const peer = torch ? `PyTorch ${torch.version}, 1 thread.` : 'No python3 with torch.';
  return {
    text: [stepsTable(found, roofline), '', peer, ratioTable(rows, found, roofline)].join('\n'),
    found,
  };
}

async function torchWhereInstalled(): Promise<TorchPeer | null> {
  const python = pythonWithTorch();
  return python === null ? null : openTorch(python);
}

async function measureBrowser({ rows: wanted, large, patience, adapter }: Choice): Promise<Section> {
  const browser = await openBrowser(adapter, await findOrInstallBrowser());
  const torch = adapter === 'hardware' ? await torchWhereInstalled() : null;
  const found: BrowserRow[] = [];
  try {
    for (const row of [...wanted, ...large]) {
      found.push(await measureInBrowser(row, browser, patience, torch?.cuda === true ? torch : null));
      console.error(browserTable(found.slice(-1)));
    }
    return { text: `${await browser.adapter()}\n${browserTable(found)}`, found };
  } finally {
    torch?.close();
    await browser.close();
  }
}

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      tables: { type: 'string', default: tableNames.join(',') },
      rows: { type: 'string', default: '' },
      repeats: { type: 'string', default: '15' },
      adapter: { type: 'string', default: 'software' },
      before: { type: 'string' },
      out: { type: 'string' },
    },
  });
  const machine = thisMachine();
  const roofline = await measureRoofline();
  const adapter = values.adapter === 'hardware' ? 'hardware' : 'software';
  const isNamed = ({ name }: Row) => name.includes(values.rows);
  const choice: Choice = {
    named: values.rows,
    rows: rows.filter(isNamed),
    large: adapter === 'hardware' ? largeRows.filter(isNamed) : [],
    patience: { repeats: Number(values.repeats), milliseconds: timingLimitMs },
    adapter,
    roofline,
    before: values.before ?? null,
  };
  console.log(
    `${machine.processor}, ${machine.cores} cores, ${machine.memoryGigabytes} GB, Node ${machine.node}\n` +
      `Peak of one core: ${roofline.gflops.toFixed(1)} GFLOP/s in our matrix product, ${roofline.gigabytes.toFixed(1)} GB/s copied.`,
  );
  const found: Record<string, unknown> = { machine, roofline };
  const wanted = values.tables.split(',');
  for (const name of tableNames.filter((one) => wanted.includes(one))) {
    const section = await sections[name](choice);
    found[name] = section.found;
    console.log(`\n${section.text}`);
    if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(found, null, 1)}\n`);
  }
  return 0;
}

/**
 * Measures what drawing costs training, how smoothly the page draws meanwhile, and whether its forecast holds: the tables explained
 * in bench/README.md. `npm run bench:ui -- [--rounds N] [--seconds N] [--screen FILE] [--built FOLDER] [--tables TEXT] [--out FILE.json]`.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { findOrInstallBrowser } from '../../scripts/browser.mjs';
import { median } from '../../src/numerics/statistics';
import { simulateRandomScreen } from '../../src/simulation/randomScreen';
import { screenH5ad } from '../../src/simulation/screenFile';
import { textTable } from '../accuracy/textTable';
import { servePage } from '../builtPage';
import { thisMachine } from '../engine/machine';
import { type Forecast, measureForecast, measureTraining, type PageFound, type Stretch } from './page';

interface Screen {
  readonly name: string;
  readonly file: string;
}

interface Measured {
  readonly screen: string;
  readonly training: PageFound | null;
  readonly forecast: Forecast | null;
}

/** Shares and milliseconds that the page is held to. */
const targets = { kept: 0.9, p95: 50, forecast: 0.3 };

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '4' },
      seconds: { type: 'string', default: '10' },
      screen: { type: 'string', multiple: true },
      built: { type: 'string' },
      tables: { type: 'string', default: 'training,forecast' },
      out: { type: 'string' },
    },
  });
  const machine = thisMachine();
  console.log(
    `${machine.processor}, ${machine.cores} cores, ${machine.memoryGigabytes} GB, Node ${machine.node}`,
  );
  const tables = new Set(values.tables.split(','));
  const folder = mkdtempSync(join(tmpdir(), 'bench-ui-'));
  const executable = await findOrInstallBrowser();
  const served = await servePage('.cache/bench-ui', values.built ?? null);
  const found: Measured[] = [];
  try {
    const screens =
      values.screen?.map((file) => ({ name: basename(file), file })) ?? (await simulatedScreens(folder));
    for (const { name, file } of screens) {
      const options = { executable, address: served.address, file };
      const lengths = { rounds: Number(values.rounds), seconds: Number(values.seconds) };
      const measured = {
        screen: name,
        training: tables.has('training') ? await measureTraining(options, lengths) : null,
        forecast: tables.has('forecast') ? await measureForecast(options) : null,
      };
      found.push(measured);
      console.error(tablesOf([measured]));
      if (values.out !== undefined)
        writeFileSync(values.out, `${JSON.stringify({ machine, found }, null, 1)}\n`);
    }
  } finally {
    await served.close();
    rmSync(folder, { recursive: true });
  }
  console.log(`\n${tablesOf(found)}`);
  return 0;
}

async function simulatedScreens(folder: string): Promise<readonly Screen[]> {
  const sizes = [
    { genes: 103, perturbations: 8 },
    { genes: 40, perturbations: 8 },
  ];
  return Promise.all(
    sizes.map(async ({ genes, perturbations }) => {
      const name = `${genes} genes, ${perturbations} knockouts`;
      const file = join(folder, `${genes}x${perturbations}.h5ad`);
      const screen = simulateRandomScreen({
        topology: 'acyclic',
        kind: 'knockout',
        genes,
        regulators: Math.round(0.4 * genes),
        edges: Math.round(2.5 * genes),
        repressing: 0.3,
        perturbations,
        controls: 400,
        cellsPerPerturbation: 100,
        seed: 1,
      });
      writeFileSync(file, await screenH5ad(screen));
      return { name, file };
    }),
  );
}

/** The last line names values that miss their target. */
function tablesOf(found: readonly Measured[]): string {
  const missed: string[] = [];
  const expect = (isMet: boolean, text: string) => {
    if (!isMet) missed.push(text);
  };
  const training = found.flatMap(({ screen, training: one }) => {
    if (!one) return [];
    const kept = medianOfPairs(one.shown, one.hidden);
    expect(kept >= targets.kept, `${screen}: ${kept.toFixed(2)} of the steps`);
    expect(one.frames.p95 <= targets.p95, `${screen}: frames ${one.frames.p95.toFixed(0)} ms`);
    return [
      [
        screen,
        one.device,
        median(one.shown.map(perSecond)).toFixed(2),
        median(one.hidden.map(perSecond)).toFixed(2),
        kept.toFixed(2),
        ...[one.shown, one.hidden].flatMap((stretches) => [
          share(stretches, 'workersMs'),
          share(stretches, 'pageMs'),
          share(stretches, 'othersMs'),
        ]),
        one.frames.p50.toFixed(0),
        one.frames.p95.toFixed(0),
        one.frames.longestTaskMs.toFixed(0),
      ],
    ];
  });
  const forecasts = found.flatMap(({ screen, forecast: one }) => {
    if (!one) return [];
    const off = (one.least + one.most) / 2 / one.took - 1;
    expect(Math.abs(off) <= targets.forecast, `${screen}: forecast ${(100 * off).toFixed(0)} %`);
    return [[screen, one.text, one.took.toFixed(0), `${off > 0 ? '+' : ''}${(100 * off).toFixed(0)} %`]];
  });
  const head = [
    'screen',
    'device',
    'steps/s shown',
    'hidden',
    'kept',
    ...['shown', 'hidden'].flatMap((when) => [`${when}: workers`, 'page', 'others']),
    'frame p50 ms',
    'p95',
    'longest task',
  ];
  return [
    training.length > 0 ? textTable(head, training) : [],
    forecasts.length > 0 ? textTable(['screen', 'forecast after 10 s', 'took s', 'off'], forecasts) : [],
    missed.length > 0 ? `Misses the target: ${missed.join('; ')}` : [],
  ]
    .flat()
    .join('\n\n');
}

function perSecond({ steps, seconds }: Stretch): number {
  return steps / seconds;
}

/** Neighbouring stretches meet the same load from other programs. */
function medianOfPairs(shown: readonly Stretch[], hidden: readonly Stretch[]): number {
  return median(
    shown.flatMap((one, round) => {
      const other = hidden[round];
      return other ? [perSecond(one) / perSecond(other)] : [];
    }),
  );
}

/** Median CPU time per second of wall time. */
function share(stretches: readonly Stretch[], role: keyof Stretch['cpu']): string {
  return median(stretches.map(({ cpu, seconds }) => cpu[role] / 1000 / seconds)).toFixed(2);
}

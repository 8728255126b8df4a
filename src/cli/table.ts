/** `modulode table RUN… --out FILE`: the measurements of many runs side by side. */
import { join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { metricsJson } from '../present/report/metrics';
import { runsHtml, runsTsv, type RunLine } from '../present/report/runsTable';
import { badUsage } from './failure';
import { deliver, isFolder, namesIn, textAt } from './files';
import type { Host } from './host';
import { checkpointName, openRun, parsedJson } from './runs';

export function addTable(program: Command, host: Host): void {
  program
    .command('table')
    .summary('compare the measurements of many runs')
    .description(
      'Makes a table with one line per run, or per screen whose effects were measured: data, method, settings, perturbations with an effect, verdicts, errors on unseen perturbations, agreement with a reference network, doubt. A file named .html is a page that opens alone, any other a tab-separated table.',
    )
    .argument(
      '<run...>',
      'run folders, also of other methods or of several seeds, run files, and folders of modulode effects',
    )
    .option('--out <file>', 'write the table: .html, else tab-separated; default: print it')
    .addHelpText('after', '\nExample:\n  $ modulode table runs/* --out table.html')
    .action(async (paths: readonly string[], { out }: { readonly out?: string }) => {
      const lines = (await Promise.all(paths.map(linesOf))).flat();
      const text = out?.endsWith('.html') === true ? runsHtml(lines) : runsTsv(lines);
      await deliver(host, text, out);
    });
}

const metricsName = 'metrics.json';

/** One line, or one for each seed. Throws Failure where there is no finished run. */
async function linesOf(path: string): Promise<readonly RunLine[]> {
  const names = (await isFolder(path)) ? await namesIn(path) : [];
  if (names.includes(metricsName)) return [lineOf(path, await textAt(join(path, metricsName)))];
  const seeds = names.filter((name) => /^seed-\d+$/.test(name)).toSorted(byNumber);
  if (seeds.length === 0 || names.includes(checkpointName))
    return [lineOf(path, metricsJson(await openRun(path), null))];
  return (await Promise.all(seeds.map((seed) => linesOf(join(path, seed))))).flat();
}

function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

const number = z.number().nullish();

/** The keys that are shown, of a run of the model, of another method, or of the effects of a screen. */
const metricsSchema = z.looseObject({
  method: z.string().optional(),
  data: z.looseObject({ name: z.string(), genes: number, perturbations: number }),
  seed: number,
  settings: z.looseObject({ preset: z.string().optional(), seed: number }).optional(),
  effects: z.looseObject({ measurable: number }).nullish(),
  verdict: z.looseObject({ predicts: z.string(), edges: z.string() }).nullish(),
  doubt: z.string().nullish(),
  crossValidation: z.looseObject({ shrunkError: number }).nullish(),
  heldOut: z.looseObject({ shrunkError: number }).nullish(),
  unseen: z.looseObject({ error: number }).nullish(),
  truth: z.looseObject({ auprc: number, density: number, earlyPrecision: number }).nullish(),
  confidence: z.looseObject({ fits: number }).nullish(),
});

/** Throws Failure where the text is not the metrics.json of a run. */
function lineOf(run: string, text: string): RunLine {
  const read = metricsSchema.safeParse(parsedJson(text));
  if (!read.success)
    throw badUsage(
      `${metricsName} in ${run} cannot be read`,
      'It is truncated or was modified.',
      'Learn the run again, or leave it out.',
    );
  const { method, data, settings, effects, verdict, truth, ...metrics } = read.data;
  return {
    run,
    data: data.name,
    method: method ?? 'modulode',
    preset: settings?.preset ?? null,
    seed: settings?.seed ?? metrics.seed ?? null,
    genes: data.genes ?? null,
    perturbations: data.perturbations ?? null,
    measurableEffects: effects?.measurable ?? null,
    predicts: verdict?.predicts ?? null,
    edges: verdict?.edges ?? null,
    crossValidatedError: metrics.crossValidation?.shrunkError ?? null,
    heldOutError: metrics.heldOut?.shrunkError ?? metrics.unseen?.error ?? null,
    auprc: truth?.auprc ?? null,
    density: truth?.density ?? null,
    earlyPrecision: truth?.earlyPrecision ?? null,
    fits: metrics.confidence?.fits ?? null,
    doubt: metrics.doubt ?? null,
  };
}

/**
 * Other ways of getting a network against known networks: AUPRC over regulator × gene beside the value another implementation
 * had on the same set, and the difference.
 * `node scripts/run.mjs bench/baselines.ts FOLDER [NAME …] [METHOD …]`, FOLDER holding simulated/ and boolode-knockouts/.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compareWithTruth } from '../src/evaluation/compare';
import { methodNames, networkBy, screenOf, type MethodName } from '../src/methods/methods';
import { fileOfSet, loadKnownSet, type KnownSet } from './knownSet';

const usual = [
  'dyn-BF',
  'dyn-CY',
  'dyn-FN4',
  'hsc',
  'cycKO_0',
  'cycOE_0',
  'cycTECH_0',
  'cycEXT_0',
  'dagKO_0',
];

/** What the recorded values call a method: in reference.tsv, and in the .json beside a set. */
const recordedAs: Readonly<Record<MethodName, readonly string[]>> = {
  density: [],
  pearson: ['pearson', 'corr'],
  'ko-z': ['ko_z'],
  welch: ['md_t'],
  wasserstein: ['wasserstein'],
  'linear-on-means': ['linear_on_means', 'linmean.1'],
  'cell-ridge': ['cell_ridge', 'ridgecell.1'],
  'cell-lasso': ['cell_lasso', 'lassocell.02'],
  genie3: ['genie3_masked', 'genie'],
  grnboost2: [],
};

function recorded({ file, name, about }: KnownSet, method: MethodName): number | undefined {
  const table = join(dirname(file), 'reference.tsv');
  const rows = existsSync(table)
    ? readFileSync(table, 'utf8')
        .split('\n')
        .map((line) => line.split('\t'))
    : [];
  for (const known of recordedAs[method]) {
    const row = rows.find(([set, other]) => set === name && other === known);
    const value = row?.[2] === undefined ? about?.reference[known]?.auprc : Number(row[2]);
    if (value !== undefined) return value;
  }
  return undefined;
}

export async function main([folder = '../shared/data', ...words]: readonly string[]): Promise<number> {
  const methods = methodNames.filter((method) => words.includes(method));
  const names = words.filter((word) => !methodNames.some((method) => method === word));
  console.log('set\tmethod\tAUPRC\t/density\trecorded\tdifference\tprocessor seconds');
  for (const name of names.length > 0 ? names : usual) {
    const file = fileOfSet(folder, name);
    if (!file) {
      console.log(`${name}\tabsent from ${folder}`);
      continue;
    }
    const set = await loadKnownSet(file);
    const screen = screenOf(set.dataset);
    for (const method of methods.length > 0 ? methods : methodNames) {
      const started = process.cpuUsage().user;
      const run = networkBy(method, screen, 1);
      let step = run.next();
      while (step.done !== true) step = run.next();
      const seconds = (process.cpuUsage().user - started) / 1e6;
      const comparison = compareWithTruth(step.value, set.truth, 0);
      if (!comparison) throw new Error(`${file}: no edge of its truth is among the pairs`);
      const reference = recorded(set, method);
      const cells = [
        name,
        method,
        comparison.auprc.toFixed(3),
        (comparison.auprc / comparison.density).toFixed(2),
        reference?.toFixed(3) ?? '',
        reference === undefined ? '' : (comparison.auprc - reference).toFixed(3),
        seconds.toFixed(2),
      ];
      console.log(cells.join('\t'));
    }
  }
  return 0;
}

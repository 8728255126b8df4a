/**
 * Other methods of network inference and of predicting held-out perturbations, on sets with a known network. Per set and method:
 * AUPRC over regulator × gene, the value of scikit-learn and SciPy on the same cells with ties counted as equal
 * (baselines.reference.json), and the value recorded with the set, where ties were ordered at random.
 * `node scripts/run.mjs bench/baselines.ts FOLDER [NAME …] [METHOD …] [seeds=N]`, FOLDER holding simulated/ and
 * boolode-knockouts/. Tree methods give the mean over N seeds. Signs: share of correct signs among the true edges found in as many top edges as there are true ones.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compareWithTruth, type TruthComparison } from '../src/evaluation/networks/truthComparison';
import { errorOverNoChange, pearsonOfChange } from '../src/evaluation/predictions/predictionError';
import { isSigned, methodNames, type MethodName } from '../src/evaluation/methods/methodNames';
import { networkBy } from '../src/evaluation/methods/methods';
import { predictionsBy, predictorNames } from '../src/evaluation/methods/baselinePredictors';
import { screenOf, type Screen } from '../src/evaluation/methods/screen';
import { drain } from '../src/numerics/lazy';
import reference from './baselines.reference.json';
import { fileOfSet, loadKnownSet, type KnownSet } from './knownSet';
import { processorMs } from './engine/machine';

const usual = ['dyn-BF', 'dyn-CY', 'dyn-FN4', 'hsc', 'cycKO_0', 'cycTECH_0'];

/** Names of a method in the recorded values: in reference.tsv, and in the .json next to a set. */
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

/** [mean over seeds, deviation] per set and method. */
const measuredElsewhere = new Map(
  Object.entries(reference).map(([set, methods]) => [set, new Map(Object.entries(methods))]),
);

function recorded({ file, name, about }: KnownSet, method: MethodName): number | undefined {
  const table = join(dirname(file), 'reference.tsv');
  const rows = existsSync(table) ? readFileSync(table, 'utf8').split('\n') : [];
  const row = rows
    .map((line) => line.split('\t'))
    .find(([set, known]) => set === name && recordedAs[method].includes(known ?? ''));
  if (row?.[2] !== undefined) return Number(row[2]);
  const beside = recordedAs[method].map((known) => about?.reference[known]?.auprc);
  return beside.find((value) => value !== undefined);
}

function compared(method: MethodName, screen: Screen, set: KnownSet, seed: number): TruthComparison {
  const network = drain(networkBy(method, screen, seed));
  const all = compareWithTruth(network, set.truth, 0);
  const atTruth = all === null ? null : compareWithTruth(network, set.truth, all.trueEdges);
  if (atTruth === null) throw new Error(`${set.file}: no edge of its truth is among the pairs`);
  return atTruth;
}

function compareCells(value: number, other: number | undefined): readonly string[] {
  return other === undefined ? ['', ''] : [other.toFixed(3), (value - other).toFixed(3)];
}

function reportNetwork(method: MethodName, screen: Screen, set: KnownSet, seeds: number): void {
  const isDrawn = method === 'genie3' || method === 'grnboost2';
  const started = processorMs();
  const runs = Array.from({ length: isDrawn ? seeds : 1 }, (_, seed) =>
    compared(method, screen, set, seed + 1),
  );
  const seconds = (processorMs() - started) / 1000 / runs.length;
  const mean = runs.reduce((sum, { auprc }) => sum + auprc, 0) / runs.length;
  const signs = isSigned(method) ? runs[0]?.signAccuracy?.toFixed(2) : undefined;
  const elsewhere = measuredElsewhere.get(set.name)?.get(method)?.[0];
  const cells = [
    mean.toFixed(3),
    ...compareCells(mean, elsewhere),
    ...compareCells(mean, recorded(set, method)),
  ];
  console.log([set.name, method, ...cells, signs ?? '', seconds.toFixed(1)].join('\t'));
}

/** Error relative to no change, and mean correlation of predicted and measured change, over the held-out perturbations. */
function reportPredictions(screen: Screen, { name, about }: KnownSet): void {
  const [zero, mean] = [about?.reference['zero']?.heldout?.mse, about?.reference['meanpred']?.heldout];
  for (const predictor of predictorNames) {
    const predictions = predictionsBy(predictor, screen);
    const error = errorOverNoChange(predictions);
    if (error === null) continue;
    const correlations = predictions.map((prediction) => pearsonOfChange(prediction) ?? 0);
    const pearson = correlations.reduce((sum, value) => sum + value, 0) / correlations.length;
    const isRecorded = predictor === 'mean-of-training' && zero !== undefined && mean?.mse !== undefined;
    const known = isRecorded ? compareCells(error, (mean.mse ?? NaN) / zero) : ['', ''];
    const knownPearson = isRecorded ? compareCells(pearson, mean.pearson) : ['', ''];
    console.log(
      [name, predictor, error.toFixed(3), ...known, pearson.toFixed(3), ...knownPearson].join('\t'),
    );
  }
}

export async function main([folder = '../shared/data', ...words]: readonly string[]): Promise<number> {
  const methods = methodNames.filter((method) => words.includes(method));
  const seeds = Number(words.find((word) => word.startsWith('seeds='))?.slice('seeds='.length) ?? 1);
  const names = words.filter((word) => !word.includes('=') && !methodNames.some((method) => method === word));
  const sets: { readonly set: KnownSet; readonly screen: Screen }[] = [];
  for (const name of names.length > 0 ? names : usual) {
    const file = fileOfSet(folder, name);
    if (!file) {
      console.log(`${name}\tabsent from ${folder}`);
      continue;
    }
    const set = await loadKnownSet(file);
    sets.push({ set, screen: screenOf(set.dataset) });
  }
  console.log('set\tmethod\tAUPRC\tscikit-learn\tdifference\trecorded\tdifference\tsigns right\tCPU seconds');
  for (const { set, screen } of sets)
    for (const method of methods.length > 0 ? methods : methodNames)
      reportNetwork(method, screen, set, seeds);
  console.log(
    '\nset\tpredictor\terror relative to no change\trecorded\tdifference\tPearson\trecorded\tdifference',
  );
  for (const { set, screen } of sets) reportPredictions(screen, set);
  return 0;
}

/** The effects of a screen as the files that `modulode effects` and `modulode infer` write. */
import type { EveryGene } from '../dataset/quality/everyGene';
import { measureEffects, type MeasuredEffects } from '../effects/measure';
import { largerCombinations } from '../effects/pairs';
import { effectsTables, toldPerturbations, type ToldPerturbations } from '../present/report/effects';
import { effectsReport } from '../present/report/effectsReport';
import { pairLines, pairTables, type PairLine } from '../present/report/pairs';
import { effectsAnnData, effectsMetrics } from '../present/report/effectsFile';
import { jsonText } from './files';
import type { FolderFile } from './infer/runFolder';

/** '42 %' of the measurement is done. */
export function measuringText(share: number): string {
  return `Measuring effects: ${Math.round(100 * share)} %`;
}

export interface EffectsOfFiles extends ToldPerturbations {
  readonly effects: MeasuredEffects;
  readonly labels: readonly string[];
  readonly pairs: readonly PairLine[];
  /** Combinations of more than two. */
  readonly combined: number;
  /** Tables, report, metrics, and for scanpy an AnnData file. */
  readonly files: readonly FolderFile[];
}

/** Values of a layer up to which effects.h5ad is written: its writer holds all of them at once. */
const MOST_IN_H5AD = 2 ** 25;

export async function effectsOfFiles(
  screen: EveryGene,
  { against, rate }: { readonly against: 'auto' | 'controls' | 'pooled'; readonly rate: number },
  onProgress: (share: number) => void,
): Promise<EffectsOfFiles> {
  const effects = await measureEffects(screen, against, onProgress);
  const labels = screen.perturbations.map(({ label }) => label);
  const told = toldPerturbations(effects, screen, rate);
  const combined = largerCombinations(screen);
  const pairs = pairLines(effects, labels, rate);
  const { lines } = told;
  const isLarge = lines.length * effects.genes.length > MOST_IN_H5AD;
  const tables = [...effectsTables(effects, labels, lines), ...pairTables(effects, pairs, rate)];
  const reported = { ...told, file: screen.file, labels, pairs, combined, rate };
  return {
    ...told,
    effects,
    labels,
    pairs,
    combined,
    files: [
      ...tables.map(([name, content]) => ({ name, content })),
      { name: 'report.html', content: effectsReport(effects, reported) },
      { name: 'metrics.json', content: jsonText(effectsMetrics(effects, lines, rate)) },
      ...(isLarge ? [] : [{ name: 'effects.h5ad', content: await effectsAnnData(effects, labels, lines) }]),
    ],
  };
}

/** The effects of a screen with all that is said of them, and as files: one way for the page and the terminal. */
import type { EveryGene } from '../../dataset/quality/everyGene';
import { type Signal, signalOf } from '../../inference/diagnosis/signal';
import type { EffectsOfFile } from '../../inference/run/toldEffects';
import { changesOfGenes } from '../../effects/changes';
import { measureContexts, type MeasuredContexts } from '../../effects/contexts';
import { wholeCurves } from '../../effects/doses';
import { measureEffects, type MeasuredEffects } from '../../effects/measure';
import { largerCombinations } from '../../effects/pairs';
import { contextTables } from './contexts';
import { dosesTsv } from './doses';
import { cellsTsv, type CellsOfScreen } from './cells';
import { effectsTables, toldPerturbations } from './effects';
import { effectsReport, type Reported } from './effectsReport';
import { pairLines, pairTables } from './pairs';

export interface EffectsOfScreen extends Reported {
  readonly effects: MeasuredEffects;
  readonly perturbations: EveryGene['perturbations'];
  readonly cells: CellsOfScreen;
  /** For the verdict on a run. */
  readonly signal: Signal;
}

/** What a run of this file rests on. @param genes of its model */
export function effectsOfFile(
  { signal, suspects, effects, labels }: EffectsOfScreen,
  genes: readonly string[],
): EffectsOfFile {
  const told = effects.isTested ? { labels, ...changesOfGenes(effects, genes) } : null;
  return { signal, suspects, told };
}

interface EffectsFile {
  readonly name: string;
  readonly content: string | Iterable<string>;
}

interface Asked {
  readonly against: 'auto' | 'controls' | 'pooled';
  /** False discovery rate of the genes that are counted. */
  readonly rate: number;
}

type Progress = (share: number) => void;

/** Of all cells, and of each context where these are told apart. */
export async function effectsOfScreen(
  screen: EveryGene,
  asked: Asked,
  onProgress: Progress,
): Promise<EffectsOfScreen> {
  // Each context is read as often as all cells.
  const parts = 1 + (screen.contexts?.names.length ?? 0);
  const found = await effectsOfAllCells(screen, asked, (share) => onProgress(share / parts));
  const contexts = await contextsOfScreen(found, screen, (share) =>
    onProgress((1 + share * (parts - 1)) / parts),
  );
  return { ...found, contexts };
}

/** Without contexts, which take longer. */
export async function effectsOfAllCells(
  screen: EveryGene,
  { against, rate }: Asked,
  onProgress: Progress,
): Promise<EffectsOfScreen> {
  const effects = await measureEffects(screen, against, onProgress);
  const labels = screen.perturbations.map(({ label }) => label);
  return {
    ...toldPerturbations(effects, screen, rate),
    file: screen.file,
    effects,
    doses: wholeCurves(effects, screen.perturbations),
    contexts: null,
    signal: signalOf(effects, screen),
    labels,
    perturbations: screen.perturbations,
    cells: screen,
    pairs: pairLines(effects, labels, rate),
    combined: largerCombinations(screen),
    limits: screen.limits ?? [],
    rate,
  };
}

/** Compared as all cells of the screen were; null where contexts are not told apart. */
export function contextsOfScreen(
  { effects, rate }: EffectsOfScreen,
  screen: EveryGene,
  onProgress: Progress,
): Promise<MeasuredContexts | null> {
  return measureContexts(screen, { against: effects.isPooled ? 'pooled' : 'controls', rate }, onProgress);
}

/** Tables and report. Those of many perturbations are made as they are written, once. */
export function effectsFiles(found: EffectsOfScreen): readonly EffectsFile[] {
  const { effects, labels, lines, pairs, doses, contexts, perturbations, rate } = found;
  const cells = cellsTsv(effects, labels, found.cells);
  const tables = [
    ...effectsTables(effects, labels, lines),
    ...pairTables(effects, pairs, rate),
    ...(doses.length === 0 ? [] : [['doses.tsv', dosesTsv(effects, perturbations, rate)] as const]),
    ...(cells === null ? [] : [['cells.tsv', cells] as const]),
    ...contextTables(contexts, labels),
  ];
  return [
    ...tables.map(([name, content]) => ({ name, content })),
    { name: 'report.html', content: effectsReport(effects, found) },
  ];
}

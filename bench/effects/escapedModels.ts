/** Networks and predictions learned from all cells, without those that probably do not respond, and from means over the share of these. */
import { infer, parseTruth, screenH5ad, simulateRandomScreen, truthTsv } from '../../src/library/index';
import { createImport } from '../../src/dataset/import';
import { alone } from '../../src/dataset/readers/fileGroup';
import { measureEffects } from '../../src/effects/measure';

const [genes, unseen] = [40, 5];
const made = (seed: number, escaping: number) =>
  simulateRandomScreen({
    topology: 'cyclic',
    genes,
    regulators: 20,
    edges: 90,
    repressing: 0.3,
    kind: 'knockout',
    perturbations: 20,
    controls: 200,
    cellsPerPerturbation: 80,
    seed,
    escaping,
  });
type Screen = ReturnType<typeof made>;

const fileOf = async (screen: Screen) => new File([await screenH5ad(screen)], 'screen.h5ad');

export interface LearnedFrom {
  readonly auprc: number;
  /** Of unseen perturbations, against a screen in which no cell escaped; 1: no change. */
  readonly error: number;
}

/** @param escaping share of perturbed cells that are as controls */
export async function escapedModels(
  seed: number,
  escaping: number,
): Promise<Readonly<Record<'all' | 'responding' | 'means', LearnedFrom>>> {
  const screen = made(seed, escaping);
  const truth = levelsOf(made(seed, 0));
  const heldOut = [...truth.keys()].filter((label) => label !== 'control').slice(0, unseen);
  const learned = async (from: Screen, cells: 'all' | 'responding'): Promise<LearnedFrom> => {
    const run = await infer({
      files: [await fileOf(from)],
      mapping: { heldOut, cells },
      settings: { seed: 1 },
    });
    const reference = parseTruth(truthTsv(screen), 'truth.tsv');
    if (!reference.ok) throw new Error('The network of the screen cannot be read.');
    let [missed, all] = [0, 0];
    for (const label of heldOut)
      for (const { gene, control, predicted } of run.predict({ [label]: 0 })) {
        if (gene === label) continue;
        const place = screen.genes.indexOf(gene);
        const change = (truth.get(label)?.[place] ?? NaN) - (truth.get('control')?.[place] ?? NaN);
        missed += (predicted - control - change) ** 2;
        all += change ** 2;
      }
    return { auprc: run.evaluate(reference.truth)?.auprc ?? NaN, error: Math.sqrt(missed / all) };
  };
  return {
    all: await learned(screen, 'all'),
    responding: await learned(screen, 'responding'),
    means: await learned(await overShares(screen), 'all'),
  };
}

/** Mean level of each gene by label. */
function levelsOf({ labels, values }: Screen): ReadonlyMap<string, readonly number[]> {
  const sums = new Map<string, { cells: number; of: number[] }>();
  labels.forEach((label, cell) => {
    const own = sums.get(label) ?? { cells: 0, of: Array.from({ length: genes }, () => 0) };
    sums.set(label, own);
    own.cells += 1;
    for (let gene = 0; gene < genes; gene++)
      own.of[gene] = (own.of[gene] ?? 0) + (values[cell * genes + gene] ?? 0);
  });
  return new Map([...sums].map(([label, { cells, of }]) => [label, of.map((sum) => sum / cells)]));
}

/** With each cell moved so that the mean change of its label is that over the share of responding cells. */
async function overShares(screen: Screen): Promise<Screen> {
  const session = createImport();
  const opened = await session.open(alone(await fileOf(screen)), () => undefined);
  if (!opened.ok) throw new Error(opened.error.tag);
  const read = await session.everyGene(opened.value.recognition.mapping, () => undefined);
  if (!read.ok) throw new Error(read.error.tag);
  const { responding } = await measureEffects(read.value, 'auto', () => undefined);
  session.close();
  const shareOf = new Map(
    read.value.perturbations.map(({ label }, k) => [label, responding.share[k] ?? NaN]),
  );
  const levels = levelsOf(screen);
  const control = levels.get('control') ?? [];
  return {
    ...screen,
    values: screen.values.map((value, at) => {
      const label = screen.labels[Math.floor(at / genes)] ?? '';
      const share = shareOf.get(label) ?? NaN;
      const gene = at % genes;
      const change = (levels.get(label)?.[gene] ?? NaN) - (control[gene] ?? NaN);
      return share > 0 && label !== 'control' ? Math.max(0, value + (1 / share - 1) * change) : value;
    }),
  };
}

/**
 * Networks of screens with five guides in each cell, and of as many observations with one: `node scripts/run.mjs bench/manyGuides.ts [--seeds N]
 * [--seed N] FAMILY …`. AUPRC over regulators × genes and error on a fifth of the perturbations, which training has not seen (no change = 1).
 */
import { parseArgs } from 'node:util';
import { presets } from '../src/dynamics/settings';
import { type Dataset, perturbationLabels } from '../src/dataset/dataset';
import { nameOfSets } from '../src/dataset/recognise/guideSets';
import { compareWithTruth } from '../src/evaluation/networks/truthComparison';
import { Random } from '../src/numerics/random';
import { mean } from '../src/numerics/statistics';
import {
  type CapturedScreen,
  captureScreen,
  cleanCapture,
  type CaptureSettings,
} from '../src/simulation/capture';
import { settledSubject } from '../src/simulation/randomScreen';
import { type Arm, hiddenFactors, simulateScreen } from '../src/simulation/screen';
import { regulationsOf, screenH5ad } from '../src/simulation/screenFile';
import { additiveHill } from '../src/simulation/signedNetwork';
import { cyclic, scaleFree } from '../src/simulation/topologies';
import { fitted } from './accuracy/measure';
import { datasetOf } from './knownSet';

const ways = ['one of five', 'five', 'single'] as const;
type Way = (typeof ways)[number];

interface Family {
  readonly topology: 'acyclic' | 'cyclic';
  readonly kind: 'knockout' | 'knockdown';
  /** Observations of each target, over its three guides; controls have as many guides as two targets. */
  readonly observations: number;
  /** Mean counts of a cell; absent: molecules without counting. */
  readonly depth?: number;
  readonly hidden?: boolean;
  /** Poisson number of guides. */
  readonly varies?: boolean;
}

const GUIDES = 3;
const CONTROL_GUIDES = 12;

export const families: Readonly<Record<string, Family>> = {
  loops: { topology: 'cyclic', kind: 'knockdown', observations: 100 },
  acyclic: { topology: 'acyclic', kind: 'knockdown', observations: 100 },
  knockouts: { topology: 'cyclic', kind: 'knockout', observations: 100 },
  counts: { topology: 'cyclic', kind: 'knockdown', observations: 100, depth: 300 },
  varies: { topology: 'cyclic', kind: 'knockdown', observations: 100, depth: 300, varies: true },
  hidden: { topology: 'cyclic', kind: 'knockdown', observations: 100, hidden: true },
  more: { topology: 'cyclic', kind: 'knockdown', observations: 400, depth: 300 },
};

/** Cells with `perCell` guides each, drawn from all. */
function screenOf(family: Family, perCell: number, seed: number) {
  const random = new Random(seed);
  const size = { genes: 30, regulators: 20, edges: 75, repressing: 0.35 };
  const draw = family.topology === 'cyclic' ? cyclic : scaleFree;
  let network = draw(size, random);
  let kinetics = additiveHill(network, random);
  while (kinetics.leadingRealPart() > -0.25) {
    network = draw(size, random);
    kinetics = additiveHill(network, random);
  }
  const subject = settledSubject(network, kinetics);
  const targets = subject.perturbable;
  const guides = [
    ...targets.flatMap((gene) =>
      Array.from({ length: GUIDES }, (_, at) => ({ gene, name: `${network.genes[gene]}_g${at + 1}` })),
    ),
    ...Array.from({ length: CONTROL_GUIDES }, (_, at) => ({ gene: -1, name: `NTC_${at + 1}` })),
  ];
  const cells = Math.round((guides.length * family.observations) / GUIDES / perCell);
  const arms = Array.from({ length: cells }, (): Arm => {
    let number = perCell;
    if (family.varies && perCell > 1) number = 2 + random.integer(2 * perCell - 3);
    const own = Array.from(random.permutation(guides.length).slice(0, number), (at) => guides[at]);
    const genes = [...new Set(own.map((guide) => guide?.gene ?? -1))].filter((gene) => gene >= 0);
    return {
      label: own.map((guide) => guide?.name).join(';'),
      kind: genes.length === 0 ? 'control' : family.kind,
      targets: genes,
      dose: subject.dose[family.kind],
      cells: 1,
    };
  });
  const hidden = family.hidden ? hiddenFactors(30, { factors: 3, strength: 0.3, share: 0.5 }, random) : null;
  const screen = simulateScreen(kinetics, {
    ...subject,
    arms,
    windows: [subject.window],
    escaping: 0,
    hidden,
    seed: random.integer(2 ** 31 - 1),
  });
  const total = subject.start.reduce((sum, level) => sum + level, 0);
  const capture: CaptureSettings =
    family.depth === undefined
      ? { ...cleanCapture, efficiency: 1, depthSpread: 0, written: 'molecules' }
      : { ...cleanCapture, efficiency: family.depth / total, depthSpread: 0.3, written: 'log' };
  return captureScreen(screen, subject.known, capture, random);
}

function datasetFrom(screen: CapturedScreen, way: Way, family: Family): Promise<Dataset> {
  return screenH5ad(screen).then((bytes) =>
    datasetOf(new File([bytes], 'many.h5ad'), {
      perturbationColumn: way === 'five' ? nameOfSets('perturbation') : 'perturbation',
      kind: family.kind,
      regulators: [...new Set(regulationsOf(screen).map(({ source }) => source))],
      genes: { total: screen.genes.length, pasted: [] },
    }),
  );
}

/** @param way all guides of a cell, one of them as if it was the only one, or cells with one guide each */
async function measured(family: Family, way: Way, seed: number) {
  const made = screenOf(family, way === 'single' ? 1 : 5, seed);
  const random = new Random(seed);
  const oneOf = (guides: readonly string[]) => guides[random.integer(guides.length)] ?? '';
  const screen =
    way === 'one of five' ? { ...made, labels: made.labels.map((label) => oneOf(label.split(';'))) } : made;
  const dataset = await datasetFrom(screen, way, family);
  const labels = perturbationLabels(dataset).toSorted();
  const order = new Random(seed).permutation(labels.length);
  const heldOut = [...order].slice(0, Math.floor(labels.length / 5)).map((at) => labels[at] ?? '');
  const result = await fitted({ ...dataset, heldOut }, presets.default);
  const truth = { name: 'truth', edges: regulationsOf(screen) };
  return [
    compareWithTruth(result.network, truth, 0)?.auprc ?? NaN,
    result.heldOut?.shrunkError ?? NaN,
    result.crossValidation?.error ?? NaN,
  ];
}

export async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { seeds: { type: 'string', default: '6' }, seed: { type: 'string', default: '200' } },
  });
  console.log('family\tway\tAUPRC\tunseen\tcross-validated');
  for (const name of positionals.length > 0 ? positionals : Object.keys(families)) {
    const family = families[name];
    if (!family) throw new Error(`there is no family ${name}`);
    const rows = new Map<Way, number[][]>(ways.map((way) => [way, []]));
    for (let at = 0; at < Number(values.seeds); at++) {
      const seed = Number(values.seed) + at;
      for (const way of ways) rows.get(way)?.push(await measured(family, way, seed));
    }
    for (const [way, found] of rows) {
      const means = [0, 1, 2].map((column) => mean(found.map((row) => row[column] ?? NaN)).toFixed(2));
      console.log([name, way, ...means].join('\t'));
    }
  }
  return 0;
}

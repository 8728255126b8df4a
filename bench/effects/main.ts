/**
 * Effects before any model on simulated, published and large screens, explained in bench/README.md:
 * `npm run bench:effects -- [--seeds N] [--first SEED] [--data FOLDER] [--full]`.
 */
import { parseArgs } from 'node:util';
import { mean } from '../../src/numerics/statistics';
import { textTable } from '../accuracy/textTable';
import { simulatedDoses } from './doses';
import { escapedCells, escapedDesigns } from './escaped';
import { escapedModels } from './escapedModels';
import { thisMachine } from '../engine/machine';
import { timeLarge, type LargeScreen } from './large';
import { realEffects } from './real';
import {
  pairScreens,
  predictedPower,
  simulatedPairs,
  standardScreens,
  technicalChanges,
  type Tally,
} from './simulated';

const small: LargeScreen = { cells: 20_000, genes: 4000, perturbations: 200, guides: 4, perCell: 1 };
const full: readonly LargeScreen[] = [
  { cells: 100_000, genes: 20_000, perturbations: 200, guides: 4, perCell: 1 },
  { cells: 500_000, genes: 8000, perturbations: 2000, guides: 4, perCell: 1 },
  { cells: 200_000, genes: 2000, perturbations: 500, guides: 4, perCell: 5 },
  // As genome-wide screens are made: one construct of two guides each, and many lanes.
  {
    cells: 100_000,
    genes: 8500,
    perturbations: 2000,
    guides: 1,
    perCell: 1,
    controlGuides: 90,
    batches: 48,
  },
];

const share = (value: number) => (Number.isFinite(value) ? value.toFixed(3) : '');

/** What a model learns where a share of the cells is as controls. */
async function showModels(seeds: readonly number[]): Promise<void> {
  const rows: string[][] = [];
  for (const escaping of [0, 0.3, 0.6]) {
    const found: Awaited<ReturnType<typeof escapedModels>>[] = [];
    for (const seed of seeds) found.push(await escapedModels(seed, escaping));
    for (const from of ['all', 'responding', 'means'] as const)
      rows.push([
        share(escaping),
        from,
        ...(['auprc', 'error'] as const).map((of) => share(mean(found.map((one) => one[from][of])))),
      ]);
  }
  console.log('\nModels from all cells, from responding cells, and from means over the share of these');
  console.log(textTable(['escaped', 'from', 'AUPRC', 'error'], rows));
}

/** Where a share of the cells of each guide is as controls. */
async function showEscaped(seeds: readonly number[]): Promise<void> {
  const rows: string[][] = [];
  for (const [name, design] of Object.entries(escapedDesigns))
    for (const responding of [1, 0.8, 0.6, 0.4])
      for (const isLogarithm of 'guides' in design ? [false] : [false, true]) {
        const { told, ...found } = await escapedCells(design, responding, seeds, isLogarithm);
        const numbers = Object.values(found).map((value) => value.toFixed(2));
        rows.push([
          `${name}, ${isLogarithm ? 'logarithms' : 'counts'}`,
          share(responding),
          String(told),
          ...numbers,
        ]);
      }
  const ofShare = ['responding', 'told', 'bias', 'held'];
  const ofGenes = ['typical, all', 'among', 'F − 1, all', 'among'];
  console.log('\nCells that respond, and changes among them beside those of all cells');
  console.log(
    textTable(['screen', ...ofShare, 'told apart', 'excess', 'held, all', 'among', ...ofGenes], rows),
  );
}

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string', default: '10' },
      first: { type: 'string', default: '1101' },
      data: { type: 'string', default: '../shared/data' },
      full: { type: 'boolean', default: false },
    },
  });
  const seeds = Array.from({ length: Number(values.seeds) }, (_, at) => Number(values.first) + at);
  const machine = thisMachine();
  console.log(
    `${machine.processor}, ${machine.cores} cores, Node ${machine.node}; seeds ${seeds.join(', ')}`,
  );

  const { ours, theirs, acting } = await standardScreens(seeds);
  const row = (name: string, { below05, below001, falseShare, power }: Tally) => [
    name,
    ...[below05, below001, falseShare, power].map(share),
  ];
  console.log(
    '\nSimulated screens: 1,200 genes, 40 perturbations of which 20 change genes, three guides each',
  );
  console.log(
    textTable(
      ['test', 'no effect: p ≤ .05', 'p ≤ .001', 'false among q < .05', 'found of |ln F| > .5'],
      [row('effects', ours), row('rank sums of cells', theirs)],
    ),
  );
  console.log(
    `Acting: ${acting.active} of ${acting.ofActive} with effects, ${acting.idle} of ${acting.ofIdle} without.`,
  );
  const power = await predictedPower(seeds.slice(0, 6));
  console.log(
    `Predicted beside seen power, largest difference in a tenth: falls, rises ${power.map(share).join(', ')}.`,
  );
  for (const [kind, make] of Object.entries(pairScreens)) {
    const pairs = await simulatedPairs(make, seeds.slice(0, 4));
    console.log(
      `Pairs of ${kind} whose effects add up: p ≤ .05 in ${share(pairs.below05)}, coefficients ${share(pairs.coefficient)}, 95 % intervals hold 1 in ${share(pairs.held)}.`,
    );
  }
  await showEscaped(seeds.slice(0, 6));
  await showModels(seeds.slice(0, 6));
  for (const doses of [
    [0.1, 1, 10],
    [0.01, 0.1, 1, 10],
  ]) {
    const { all, within, told, toldWithin, held } = await simulatedDoses(seeds.slice(0, 10), doses);
    console.log(
      `Ten compounds at ${doses.length} doses: dose of half the effect within a factor of 1.5 in ${share(within / all)}; told in ${share(told / all)}, of these within in ${share(toldWithin / told)}, in the 95 % interval in ${share(held / told)}.`,
    );
  }
  const technical = await technicalChanges(seeds);
  console.log(
    `Most genes that respond to half the depth: ${technical.depth}; to a fall of a dominating gene: ${technical.dominating}.`,
  );

  const real = await realEffects(values.data);
  if (real.length > 0) {
    console.log('\nPublished screens, and made-up ones in which nothing happens');
    console.log(
      textTable(
        ['screen', 'acting', 'controls: p ≤ .05', 'p ≤ .001', 's', 'genes changed'],
        real.map(({ name, acting: some, perturbations, below05, below001, seconds, most }) => [
          name,
          `${some} of ${perturbations}`,
          share(below05),
          share(below001),
          seconds.toFixed(1),
          most,
        ]),
      ),
    );
  }

  console.log('\nLarge screens in which nothing happens, an eighth of the counts not 0');
  const timed = [];
  for (const screen of values.full ? full : [small]) timed.push({ screen, ...(await timeLarge(screen)) });
  console.log(
    textTable(
      [
        'cells × genes × perturbations × guides per cell',
        'passes over the values, s',
        'besides, s',
        'memory, GB',
      ],
      timed.map(({ screen, passes, besides, memory }) => [
        `${screen.cells} × ${screen.genes} × ${screen.perturbations} × ${screen.perCell}`,
        ...[passes, besides, memory].map((value) => value.toFixed(1)),
      ]),
    ),
  );
  return 0;
}

/** Screens of negative binomial counts in which each cell has several guides, whose effects multiply, in memory. */
import type { EveryGene } from '../../../src/dataset/quality/everyGene';
import { Random } from '../../../src/numerics/random';
import { poisson } from '../../../src/simulation/capture';
import { Counts, gamma } from './simulatedScreen';

export { poisson };

interface ManyGuidesDesign {
  readonly genes: number;
  readonly targets: number;
  readonly guides: number;
  readonly controlGuides: number;
  readonly cells: number;
  /** Guides of a cell: this number, or Poisson about it, at least one. */
  readonly perCell: number;
  readonly varies: boolean;
  /** Share of genes that each target but the first half changes. */
  readonly share: number;
  /** Typical difference between guides in ln expression. */
  readonly guideSpread: number;
  readonly lanes: number;
  /** Targets that do more or less together than the sum, in a fifth of the genes. */
  readonly pairs: readonly (readonly [first: number, second: number])[];
}

const standard: ManyGuidesDesign = {
  genes: 400,
  targets: 30,
  guides: 3,
  controlGuides: 10,
  cells: 2000,
  perCell: 5,
  varies: false,
  share: 0.08,
  guideSpread: 0.1,
  lanes: 2,
  pairs: [],
};

const nameOf = (k: number) => (k === 0 ? 'control' : `p${k}`);

/**
 * @param seed of the effects @param drawn of the cells
 * @returns `change` [targets and control × genes] ln fold change, and `beyond` [pairs × genes] what pairs do beyond the sum
 */
export function manyGuidesScreen(
  design: Partial<ManyGuidesDesign>,
  seed: number,
  drawn = seed,
): { readonly screen: EveryGene; readonly change: Float64Array; readonly beyond: Float64Array } {
  const made = { ...standard, ...design };
  const { genes, targets, lanes } = made;
  const truth = Random.mixed(seed);
  const perGene = (draw: () => number) => Float64Array.from({ length: genes }, draw);
  const levels = perGene(() => Math.exp(-0.8 + 1.2 * truth.normal()));
  const shapes = perGene(() => Math.exp(0.7 - 0.5 * truth.normal()));
  const change = new Float64Array((targets + 1) * genes);
  for (let k = Math.floor(targets / 2) + 1; k <= targets; k++)
    for (let gene = 0; gene < genes; gene++)
      if (truth.uniform() < made.share)
        change[k * genes + gene] = (truth.uniform() < 0.5 ? -1 : 1) * (0.2 + 0.6 * truth.uniform());
  const guides: { name: string; perturbation: number }[] = [];
  const ofGuide: Float64Array[] = [];
  for (let k = 0; k <= targets; k++)
    for (let at = 0; at < (k === 0 ? made.controlGuides : made.guides); at++) {
      guides.push({ name: `p${k}_g${at}`, perturbation: k });
      ofGuide.push(
        perGene(() => made.guideSpread * truth.normal()).map(
          (spread, gene) => spread + (change[k * genes + gene] as number),
        ),
      );
    }
  const ofLane = Array.from({ length: lanes }, () => perGene(() => 0.15 * truth.normal()));
  const beyond = Float64Array.from({ length: made.pairs.length * genes }, () =>
    truth.uniform() < 0.2 ? (truth.uniform() < 0.5 ? -1 : 1) * (0.5 + 0.5 * truth.uniform()) : 0,
  );
  const random = Random.mixed(drawn + 7919);
  const starts = new Int32Array(made.cells + 1);
  const members: number[] = [];
  const batchOfCell = Int32Array.from({ length: made.cells }, () => random.integer(lanes));
  const counts = new Counts(made.cells * genes);
  for (let cell = 0; cell < made.cells; cell++) {
    const number = made.varies ? Math.max(1, poisson(made.perCell, random)) : made.perCell;
    const own = new Set<number>();
    while (own.size < number) own.add(random.integer(guides.length));
    members.push(...own);
    starts[cell + 1] = members.length;
    const size = Math.exp(0.4 * random.normal());
    const targetsOfCell = new Set(Array.from(own, (guide) => guides[guide]?.perturbation));
    const places = [...made.pairs.keys()].filter((at) => made.pairs[at]?.every((k) => targetsOfCell.has(k)));
    const lane = ofLane[batchOfCell[cell] as number] as Float64Array;
    for (let gene = 0; gene < genes; gene++) {
      let log = lane[gene] as number;
      for (const guide of own) log += ofGuide[guide]?.[gene] ?? 0;
      for (const at of places) log += beyond[at * genes + gene] as number;
      const shape = shapes[gene] as number;
      const expected = (levels[gene] as number) * Math.exp(log) * size;
      const count = poisson((expected * gamma(shape, random)) / shape, random);
      if (count > 0) counts.push(cell, gene, count);
    }
  }
  const screen: EveryGene = {
    file: 'many.csv',
    genes: Array.from({ length: genes }, (_, gene) => `gene${gene}`),
    perturbations: Array.from({ length: targets + 1 }, (_, k) => ({
      label: nameOf(k),
      labelInFile: nameOf(k),
      targets: [],
      names: k === 0 ? [] : [nameOf(k)],
      kind: k === 0 ? null : 'knockdown',
      time: null,
    })),
    guides,
    batches: Array.from({ length: lanes }, (_, lane) => `lane${lane}`),
    values: 'counts',
    guideOfCell: Int32Array.from({ length: made.cells }, (_, cell) => members[starts[cell] as number] ?? 0),
    guideSets: { starts, members: Int32Array.from(members) },
    batchOfCell,
    async pass(use, { places }) {
      await Promise.resolve();
      use(counts.copy(places));
    },
  };
  return { screen, change, beyond };
}

/** Treatments of donors, of whose cells no column tells guides. */
import { Random } from '../../../src/numerics/random';
import { poisson } from '../../../src/simulation/capture';
import { gamma, screenInMemory } from './simulatedScreen';

const [genes, donors, perturbations] = [500, 6, 3];

/** Counts of 60 cells of each of six donors and treatment. @param spread of the level of a gene in each, in ln @param share of the genes that a treatment changes */
export function treatedDonors(spread: number, seed: number, share = 0.1) {
  const random = Random.mixed(seed);
  const perGene = (draw: () => number) => Array.from({ length: genes }, draw);
  const levels = perGene(() => Math.exp(-0.5 + random.normal()));
  const ofDonor = Array.from({ length: donors }, () => perGene(() => Math.exp(0.4 * random.normal())));
  const changes = Array.from({ length: perturbations }, (_, k) =>
    perGene(() => (k > 0 && random.uniform() < share ? (random.uniform() < 0.5 ? -0.7 : 0.7) : 0)),
  );
  const [dense, guideOfCell, batchOfCell]: number[][] = [[], [], []];
  changes.forEach((change, k) => {
    ofDonor.forEach((own, donor) => {
      const mean = levels.map(
        (level, gene) => level * (own[gene] ?? 1) * Math.exp((change[gene] ?? 0) + spread * random.normal()),
      );
      for (let cell = 0; cell < 60; cell++) {
        const size = Math.exp(0.3 * random.normal());
        guideOfCell?.push(k);
        batchOfCell?.push(donor);
        for (const level of mean) dense?.push(poisson((level * size * gamma(2, random)) / 2, random));
      }
    });
  });
  const screen = {
    ...screenInMemory({
      genes,
      perturbations,
      perturbationOfGuide: [0, 1, 2],
      guideOfCell: Int32Array.from(guideOfCell ?? []),
      values: 'counts',
      dense: dense ?? [],
    }),
    batches: Array.from({ length: donors }, (_, donor) => `donor ${donor}`),
    batchOfCell: Int32Array.from(batchOfCell ?? []),
  };
  return { screen, changes };
}

/**
 * Twelve inhibitors and all pairs of them on melanoma cells (Korkut et al. 2015), left out as Yuan et al. 2021 (CellBox, figure 3) do:
 * `node scripts/run.mjs bench/melanoma.ts FILE.h5ad [pairs|partners|compounds|random …]`. Mean over inhibitors of the correlation of predicted
 * and measured log ratios, over all readouts of the conditions with each.
 */
import { basename } from 'node:path';
import { openAsBlob } from 'node:fs';
import { perturbationLabels } from '../src/dataset/dataset';
import { infer, openData } from '../src/library';
import { Random } from '../src/numerics/random';
import { mean, pearson } from '../src/numerics/statistics';

/** Conditions that are left out and judged, and the inhibitors that they are judged for; none: all together. */
interface Split {
  readonly leftOut: readonly string[];
  readonly judgedFor: readonly string[];
}

const RANDOM_SPLITS = 10;
const RANDOM_SHARE = 0.3;

const [file = '', ...asked] = process.argv.slice(2);
const data = await openData([new File([await openAsBlob(file)], basename(file))]);
const { mapping } = data.recognition;
const whole = await data.load(mapping);
const inhibitorsOf = new Map(
  whole.conditions.map(({ label, interventions }) => [
    label,
    interventions.map(({ gene }) => whole.genes[gene] ?? ''),
  ]),
);
const labels = perturbationLabels(whole);
const inhibitors = [...new Set([...inhibitorsOf.values()].flat())];
const isPair = (label: string) => inhibitorsOf.get(label)?.length === 2;
const hasOne = (name: string) => (label: string) => inhibitorsOf.get(label)?.includes(name) ?? false;

const splits: Readonly<Record<string, () => readonly Split[]>> = {
  pairs: () => [{ leftOut: labels.filter(isPair), judgedFor: inhibitors }],
  partners: () =>
    inhibitors.map((name) => ({
      leftOut: labels.filter((label) => isPair(label) && hasOne(name)(label)),
      judgedFor: [name],
    })),
  compounds: () => inhibitors.map((name) => ({ leftOut: labels.filter(hasOne(name)), judgedFor: [name] })),
  random: () =>
    Array.from({ length: RANDOM_SPLITS }, (_, seed) => {
      const sorted = labels.toSorted();
      const order = new Random(seed).permutation(sorted.length);
      const leftOut = order.subarray(0, Math.round(RANDOM_SHARE * order.length));
      return { leftOut: Array.from(leftOut, (at) => sorted[at] ?? ''), judgedFor: [] };
    }),
};

/** Correlations for each inhibitor of the split; of all its conditions together where it names none. */
async function correlations({ leftOut, judgedFor }: Split): Promise<readonly number[]> {
  const dataset = await data.load({ ...mapping, heldOut: leftOut });
  const { comparisons } = (await infer({ dataset })).run.result;
  const judged = comparisons.filter(({ role }) => role === 'held-out');
  const over = (isOne: (label: string) => boolean) => {
    const own = judged.filter(({ label }) => isOne(label));
    const measured = dataset.genes.map((_, gene) => gene).filter((gene) => !dataset.latent?.includes(gene));
    const values = (of: 'measured' | 'predicted') =>
      own.flatMap((one) => measured.map((gene) => one[of][gene] ?? NaN));
    return pearson(values('measured'), values('predicted'));
  };
  return judgedFor.length === 0 ? [over(() => true)] : judgedFor.map((name) => over(hasOne(name)));
}

for (const name of asked.length > 0 ? asked : Object.keys(splits)) {
  const found: number[] = [];
  for (const split of splits[name]?.() ?? []) found.push(...(await correlations(split)));
  console.log(`${name}: ${mean(found).toFixed(3)} (${found.map((one) => one.toFixed(3)).join(' ')})`);
}
data.close();

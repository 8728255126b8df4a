import { describe, expect, it } from 'vitest';
import { aComparison } from '../../../tests/support/inference/testComparison';
import { plainScreen } from '../../../tests/support/dataset/plainScreen';
import { unmeasuredKnowledge, priorOn } from '../../network/prior';
import { Random } from '../../numerics/random';
import { mean } from '../../numerics/statistics';
import { byEmbedding } from './embeddingRidge';
import { meanOfKnown, type UnseenComparison } from './unseen';

const genes = Array.from({ length: 12 }, (_, g) => `G${g}`);
/** Perturbed in turn; the first is unseen. Their rows in the embedding have two directions, alternately. */
const perturbed = genes.slice(0, 9);
const group = (gene: number) => (gene % 2 === 0 ? 1 : -1);

function screen(likeness: (a: number, b: number) => number) {
  const laid = priorOn([{ source: 'G0', target: 'G1', sign: 0 }], 'embedding', genes, genes);
  if (!laid.ok) throw new Error('the edge is possible');
  const cosines = Float32Array.from({ length: genes.length ** 2 }, (_, at) =>
    likeness(Math.floor(at / genes.length), at % genes.length),
  );
  const experiment = plainScreen({
    genes,
    values: new Float32Array(),
    conditionOfCell: new Int32Array(),
    conditions: perturbed.map((label, gene) => ({
      label,
      interventions: [{ gene, kind: 'knockout' }],
      time: null,
      cells: 1,
    })),
  });
  return { ...experiment, knowledge: { ...unmeasuredKnowledge(laid.value), likeness: cosines } };
}

function unseen(
  shiftOf: (gene: number) => readonly number[],
  known: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8],
): UnseenComparison {
  const of = (gene: number) =>
    aComparison(
      genes.map(() => 0),
      shiftOf(gene),
      { label: perturbed[gene] ?? '', targets: [gene] },
    );
  return { ...of(0), known: known.map(of) };
}

describe('the ridge on an embedding', () => {
  it('predicts what perturbations of like genes share, shrunk as ridge regression has it in closed form', () => {
    const random = new Random(3);
    const noise = perturbed.map(() => genes.map(() => 0.05 * random.normal()));
    const shiftOf = (gene: number) =>
      genes.map((_, g) => (g < 9 ? 0 : 1 + group(gene) * (g - 8)) + (noise[gene]?.[g] ?? 0));
    const [predicted = new Float64Array()] =
      byEmbedding(
        screen((a, b) => group(a) * group(b)),
        [unseen(shiftOf)],
      ) ?? [];
    // Four perturbations in each direction: y = μ + e b with e = ±1 and a penalty of 1/strength on b².
    const meanOf = (sign: number, g: number) =>
      mean([1, 2, 3, 4, 5, 6, 7, 8].filter((one) => group(one) === sign).map((one) => shiftOf(one)[g] ?? 0));
    const expected = [0.1, 0.3, 1, 3, 10].map((strength) =>
      [9, 10, 11].map((g) => {
        const [like, unlike] = [meanOf(1, g), meanOf(-1, g)];
        return (like + unlike) / 2 + (((like - unlike) / 2) * 8) / (8 + 1 / strength);
      }),
    );
    const found = [9, 10, 11].map((g) => predicted[g] ?? NaN);
    expect(
      expected
        .map((one) => Math.max(...one.map((v, i) => Math.abs(v - (found[i] ?? NaN)))))
        .toSorted((a, b) => a - b)[0],
    ).toBeLessThan(1e-5);
    expect(found[2]).toBeGreaterThan(3.5);
  });

  it('is the mean of the others where likeness says nothing, and for a gene without a row', () => {
    const random = new Random(7);
    const drawn = perturbed.map(() => genes.map(() => random.normal()));
    const shiftOf = (gene: number) => drawn[gene] ?? [];
    const meanAt = (g: number) =>
      mean([1, 2, 3, 4, 5, 6, 7, 8].filter((one) => one !== g).map((one) => shiftOf(one)[g] ?? NaN));
    const asMean = genes.map((_, g) => expect.closeTo(meanAt(g), 5) as number);
    const unrelated = byEmbedding(
      screen((a, b) => (a === b ? 1 : group(a) * group(b) * 0.9)),
      [unseen(shiftOf)],
    );
    expect(Array.from(unrelated?.[0] ?? [])).toEqual(asMean);
    const clear = (gene: number) => genes.map((_, g) => (g < 9 ? meanAt(g) : group(gene)));
    const without = byEmbedding(
      screen((a, b) => (a === 0 || b === 0 ? 0 : group(a) * group(b))),
      [unseen(clear)],
    );
    expect(Math.max(...genes.slice(9).map((_, g) => Math.abs(without?.[0]?.[9 + g] ?? NaN)))).toBeLessThan(
      1e-6,
    );
  });

  it('leaves the mean in at most one of ten cases where rows say nothing and a few perturbations change most', () => {
    const random = new Random(11);
    const cases = 200;
    let left = 0;
    for (let at = 0; at < cases; at++) {
      const rows = genes.map(() => {
        const row = [random.normal(), random.normal(), random.normal()];
        const length = Math.hypot(...row);
        return row.map((value) => value / length);
      });
      const drawn = perturbed.map(() => {
        const size = Math.exp(1.5 * random.normal());
        return genes.map(() => size * random.normal());
      });
      const one = unseen((gene) => drawn[gene] ?? [], [1, 2, 3, 4]);
      const [predicted = new Float64Array()] =
        byEmbedding(
          screen((a, b) => (rows[a] ?? []).reduce((sum, value, k) => sum + value * (rows[b]?.[k] ?? 0), 0)),
          [one],
        ) ?? [];
      const means = meanOfKnown(one);
      if (predicted.some((value, g) => Math.abs(value - (means[g] ?? NaN)) > 1e-6)) left++;
    }
    expect(left / cases).toBeLessThan(0.1);
  });

  it('gives nothing without an embedding, and without rows for the known perturbations', () => {
    const { knowledge: _, ...plain } = screen(() => 1);
    const one = unseen(() => genes.map(() => 1));
    expect(byEmbedding(plain, [one])).toBeNull();
    expect(
      byEmbedding(
        screen(() => 0),
        [one],
      ),
    ).toBeNull();
  });
});

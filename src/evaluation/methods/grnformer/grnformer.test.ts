import { beforeAll, describe, expect, test } from 'vitest';
import { foundBy, scoresBy, scoresOfShuffled } from '../../../../tests/support/evaluation/algorithms';
import { geneComplexes } from '../../../../tests/support/evaluation/geneComplexes';
import { plainScreen } from '../../../../tests/support/dataset/plainScreen';
import { errorsWithNetwork, knownRegulators } from '../../../../tests/support/evaluation/knownRegulators';
import { slopes } from '../../../../tests/support/tfjs/slopes';
import type { Dataset } from '../../../dataset/dataset';
import { drain } from '../../../numerics/lazy';
import { Random } from '../../../numerics/random';
import { errorOverNoChange } from '../../predictions/predictionError';
import { heldOutPredictions } from '../baselinePredictors';
import { variablesOf } from '../links/attention';
import { screenOf } from '../screen';
import { normalTensor, openTensors, tf } from '../tensors';
import { drawnBatch, standardisedColumns, taskOf } from './examples';
import { grnformer, lossOf, trained } from './grnformer';
import { HEADS, expected, regulated, startModel } from './model';
import { PERTURBED, clustersOf, maskOf, networksOf, perturbed, shuffled, type Networks } from './networks';

beforeAll(openTensors);

const { dataset, prior } = knownRegulators(11);
const GENES = dataset.genes.length;
const screen = screenOf(dataset);

/** Edges from these pairs, regulator before target. */
function edgesOf(genes: number, pairs: readonly (readonly [number, number])[]): Uint8Array {
  const edges = new Uint8Array(genes * genes);
  for (const [source, target] of pairs) edges[source * genes + target] = 1;
  return edges;
}

/** Controls alone of two contexts, with the same levels: eight genes follow one gene in the first context, and another in the second. */
function twoContexts(first: number, second: number) {
  const random = new Random(7);
  const [count, targets] = [24, [2, 3, 4, 5, 6, 7, 8, 9]];
  const regulatorIn = [0, 1] as const;
  const codes = Int32Array.from({ length: first + second }, (_, cell) => Number(cell >= first));
  const values = [...codes].flatMap((context) => {
    const levels = Array.from({ length: count }, () => random.normal());
    for (const target of targets)
      levels[target] = (levels[regulatorIn[context] ?? 0] ?? 0) + 0.5 * random.normal();
    return levels.map((level) => 4 + level);
  });
  const given = plainScreen({
    genes: Array.from({ length: count }, (_, g) => `g${String(g).padStart(2, '0')}`),
    values: Float32Array.from(values),
    conditionOfCell: new Int32Array(codes.length),
    conditions: [{ label: 'control', interventions: [], time: null, cells: codes.length }],
    contextColumn: 'cell_type',
    details: {
      places: [],
      columns: [{ kind: 'category', name: 'cell_type', categories: ['T', 'B'], codes }],
    },
  });
  return { dataset: given, regulatorIn, targets };
}

/** Cells of each group, and whether it has no links of its own. */
const sizesOfGroups = (given: Dataset) =>
  networksOf(screenOf(given), undefined).groups.map(({ cells, links }) => [cells.length, links === null]);

function small(edges: Uint8Array, groups: Networks['groups'] = [{ cells: new Int32Array(1), links: null }]) {
  return { genes: 4, edges, links: new Uint8Array(16), groups };
}

/** A model of four genes whose readout is not 0, as it is at the start. */
function smallModel(layers: number, columns = 0) {
  const random = new Random(5);
  const model = startModel(random, 4, layers, columns);
  model.readout.assign(normalTensor<tf.Rank.R2>(random, [4, 32]));
  return model;
}

/** Row times a column of a matrix. */
const times = (row: readonly number[] = [], weights: number[][] = [], column: number) =>
  row.reduce((sum, one, k) => sum + one * (weights[k]?.[column] ?? NaN), 0);

test('the adapter mixes the tokens of the regulators as sums by hand say', () => {
  const model = smallModel(0);
  const { adapter, identity } = model;
  const networks = small(
    edgesOf(4, [
      [0, 1],
      [2, 1],
      [1, 3],
    ]),
  );
  const mask = maskOf(networks, networks.edges, 0);
  const tokens = normalTensor<tf.Rank.R2>(new Random(6), [8, 32]);
  const found = regulated(adapter, identity, tokens, mask).arraySync();

  const [query, key, value, output, own, all] = [
    adapter.query,
    adapter.key,
    adapter.value,
    adapter.output,
    identity,
    tokens,
  ].map((one) => one.arraySync());
  const seenBy = [[0], [0, 1, 2], [2], [1, 3]];
  for (const cell of [0, 1])
    seenBy.forEach((sources, gene) => {
      const mixed = Array.from({ length: 32 }, (_, column) => {
        const head = Math.floor(column / 8);
        const weights = sources.map((source) => {
          let likeness = 0;
          for (let k = 8 * head; k < 8 * head + 8; k++)
            likeness += times(own?.[gene], query, k) * times(own?.[source], key, k);
          return Math.exp(likeness / Math.sqrt(8));
        });
        const total = weights.reduce((sum, one) => sum + one, 0);
        return sources.reduce(
          (sum, source, at) =>
            sum + ((weights[at] ?? NaN) / total) * times(all?.[4 * cell + source], value, column),
          0,
        );
      });
      for (const column of [0, 13, 31])
        expect(found[4 * cell + gene]?.[column]).toBeCloseTo(times(mixed, output, column), 4);
    });
  tf.dispose([...variablesOf(model), mask, tokens]);
});

test('without layers behind the adapter a value reaches its gene and the targets of its gene alone', () => {
  const model = smallModel(0);
  const networks = small(
    edgesOf(4, [
      [0, 1],
      [1, 2],
    ]),
  );
  const mask = maskOf(networks, networks.edges, 0);
  const states = tf.zeros<tf.Rank.R2>([4, 2]);
  const levels = (value: number, along: tf.Tensor3D | null) =>
    expected(model, { values: tf.tensor3d([value, 0, 0, 0], [1, 4, 1]), states }, along).dataSync();
  const moved = (along: tf.Tensor3D | null) => {
    const [before, after] = [levels(0, along), levels(2, along)];
    return Array.from(before, (level, g) => Math.abs(level - (after[g] ?? NaN)) > 1e-3);
  };
  expect(moved(mask)).toEqual([true, true, false, false]);
  expect(moved(null)).toEqual([true, false, false, false]);
  tf.dispose([...variablesOf(model), mask, states]);
});

test('the loss has the gradient that differences say', () => {
  const model = smallModel(1, 3);
  const random = new Random(8);
  const networks = small(
    edgesOf(4, [
      [0, 1],
      [3, 2],
    ]),
  );
  const mask = maskOf(networks, networks.edges, 0);
  const batch = {
    values: normalTensor<tf.Rank.R3>(random, [3, 4, 1]),
    states: tf.tensor2d(
      [...Array(12).keys()].flatMap((at) => [Number(at % 3 === 0), Number(at % 5 === 1)]),
      [12, 2],
    ),
    wanted: normalTensor<tf.Rank.R2>(random, [3, 4]),
    embeddings: normalTensor<tf.Rank.R2>(random, [4, 3]),
    weight: tf.mul<tf.Tensor2D>(tf.ones<tf.Rank.R2>([3, 4]), 1 / 12),
  };
  const all = slopes(() => lossOf(model, batch, mask), variablesOf(model));
  const largest = Math.max(...all.map(({ byDifferences }) => Math.abs(byDifferences)));
  for (const { byGradient, byDifferences } of all)
    // Kinks of ReLU blur differences by some hundredths.
    expect(Math.abs(byGradient - byDifferences) / largest).toBeLessThan(0.05);
  tf.dispose([...variablesOf(model), mask, ...Object.values(batch)]);
});

test('hidden values are not seen, and they alone count in the loss; genes that were set are seen at their level', () => {
  const task = taskOf(screen, [Int32Array.from({ length: screen.cells.count }, (_, row) => row)]);
  const batch = drawnBatch(task, 0, new Random(3));
  const [values, states, wanted, weight] = [batch.values, batch.states, batch.wanted, batch.weight].map(
    (one) => one.dataSync(),
  );
  const counts = { hidden: 0, seen: 0, set: 0 };
  values?.forEach((value, at) => {
    const [isHidden, isSet] = [states?.[2 * at] === 1, states?.[2 * at + 1] === 1];
    expect(weight?.[at] === 0).toBe(!isHidden);
    expect(isSet ? undefined : value).toBe(isSet ? undefined : isHidden ? 0 : wanted?.[at]);
    counts[isHidden ? 'hidden' : isSet ? 'set' : 'seen']++;
  });
  expect(counts.hidden).toBeGreaterThan(0.5 * (values?.length ?? NaN));
  expect(counts.seen).toBeGreaterThan(0);
  // Knocked out: no expression, which is 3 below the mean in the unit of the file, and not below −4 in standard deviations.
  expect(Math.max(...(values ?? []).filter((_, at) => states?.[2 * at + 1] === 1))).toBeLessThan(-1);
  tf.dispose(Object.values(batch));
});

/** Edges of each gene. */
const degrees = (edges: Uint8Array) =>
  Array.from({ length: GENES }, (_, g) =>
    edges.subarray(g * GENES, (g + 1) * GENES).reduce((sum, one) => sum + one, 0),
  );

describe('networks', () => {
  test('in training lose a share of their edges, and get as many links of co-expression', () => {
    const random = new Random(2);
    const edges = Uint8Array.from({ length: 10_000 }, (_, at) => Number(at % 5 === 0));
    const links = Uint8Array.from(edges, (_, at) => Number(at % 4 === 0));
    const found = perturbed({ edges, links }, random);
    let [dropped, added] = [0, 0];
    found.forEach((edge, at) => {
      if (edges[at] === 1 && edge === 0) dropped++;
      if (edges[at] === 0 && edge === 1) added++;
      expect(edge === 0 || edges[at] === 1 || links[at] === 1).toBe(true);
    });
    expect(dropped / 2000).toBeCloseTo(PERTURBED, 1);
    // A fifth of the links are edges.
    expect(added / 2000).toBeCloseTo(0.8 * PERTURBED, 1);
  });

  test('perturbed edges take part in training', () => {
    const networks = networksOf(screen, prior);
    const task = taskOf(
      screen,
      networks.groups.map(({ cells }) => cells),
    );
    const changes = [true, false].map((isPerturbed) =>
      drain(trained(task, { networks, isPerturbed }, { steps: 2 }, 1))([[{ gene: 2, kind: 'knockout' }]]),
    );
    expect(changes[0]).not.toEqual(changes[1]);
  });

  test('of a group are for half of the heads, that of all cells is for the others', () => {
    const [edges, links] = [edgesOf(4, [[0, 1]]), edgesOf(4, [[2, 3]])];
    const groups = [null, links].map((own) => ({ cells: new Int32Array(1), links: own }));
    const seen = [0, 1].map((group) => {
      const mask = maskOf(small(edges, groups), edges, group);
      const all = Array.from(mask.dataSync(), (value) => value === 0);
      mask.dispose();
      return [...Array(HEADS).keys()].map((head) => [all[16 * head + 4], all[16 * head + 14]]);
    });
    const [ofAll, own] = [
      [true, false],
      [false, true],
    ];
    expect(seen).toEqual([
      [ofAll, ofAll, ofAll, ofAll],
      [ofAll, ofAll, own, own],
    ]);
  });

  test('are those of contexts, whatever the batches; in each its own regulator is linked to a gene', () => {
    const { dataset: two, regulatorIn, targets } = twoContexts(300, 250);
    const batchOfCell = Int32Array.from({ length: two.cells }, (_, cell) => cell % 2);
    const { groups } = networksOf(screenOf({ ...two, batches: ['a', 'b'], batchOfCell }), undefined);
    expect(groups.map(({ cells }) => cells.length).toSorted((a, b) => a - b)).toEqual([250, 300]);
    for (const { cells, links } of groups) {
      const context = cells.length === 300 ? 0 : 1;
      const linked = (of: number) =>
        targets.filter((target) => links?.[(regulatorIn[of] ?? 0) * two.genes.length + target] === 1).length;
      expect(linked(context)).toBe(targets.length);
      expect(linked(1 - context)).toBeLessThan(targets.length / 2);
    }
  });

  test('are that of all cells alone where contexts are not told, and in one of few cells', () => {
    const { dataset: two } = twoContexts(300, 20);
    expect(sizesOfGroups(two)).toEqual([
      [300, false],
      [20, true],
    ]);
    const { contextColumn: _, ...untold } = two;
    expect(sizesOfGroups(untold)).toEqual([[320, true]]);
  });

  test('are those of clusters that lie apart, where contexts are not told; noise has none', () => {
    const random = new Random(9);
    const [genes, sizes] = [6, [150, 200, 120]];
    const centres = [
      [0, 0],
      [9, 0],
      [9, 8],
    ];
    const clusterOf = sizes.flatMap((size, cluster) => Array.from({ length: size }, () => cluster));
    const rows = random.permutation(clusterOf.length);
    const valuesBy = (levels: (cluster: number, gene: number) => number) =>
      Float32Array.from(
        [...rows].flatMap((row) =>
          Array.from({ length: genes }, (__, g) => levels(clusterOf[row] ?? 0, g) + random.normal()),
        ),
      );
    const all = Int32Array.from(rows.keys());
    const found = clustersOf(
      valuesBy((cluster, g) => centres[cluster]?.[g] ?? 0),
      all,
      genes,
    );
    expect(found.map(({ length }) => length).toSorted((a, b) => a - b)).toEqual([120, 150, 200]);
    for (const cells of found)
      expect(new Set(Array.from(cells, (cell) => clusterOf[rows[cell] ?? -1])).size).toBe(1);
    expect(
      clustersOf(
        valuesBy(() => 0),
        all,
        genes,
      ),
    ).toEqual([all]);
  });

  test('shuffled keep how many genes each regulates, and regulate others', () => {
    const networks = networksOf(screen, prior);
    const other = shuffled(networks, new Random(1));
    expect(degrees(other.edges)).toEqual(degrees(networks.edges));
    expect(other.edges).not.toEqual(networks.edges);
  });
});

test('where effects flow along known edges, the network predicts unseen knockouts, and a shuffled one hardly does', async () => {
  const before = tf.memory().numTensors;
  const { error, without } = await errorsWithNetwork(11, { steps: 150, layers: 0 });
  expect(error).toBeLessThan(0.4);
  expect(without?.network).toBeGreaterThan(error + 0.3);
  expect(tf.memory().numTensors).toBe(before);
});

/** Of three of four genes; the first two columns are the same for all. */
function rowsOf(columns: number): Float32Array {
  const random = new Random(4);
  const row = () => Float32Array.from({ length: columns }, (_, k) => 5 + (k < 2 ? 0 : k * random.normal()));
  const given = new Map(['a', 'c', 'd'].map((gene) => [gene, row()]));
  return standardisedColumns(given, ['a', 'b', 'c', 'd']).rows;
}

describe('embeddings of genes', () => {
  test('have columns of mean 0 and one variance over the genes with a row, and rows as long with any number of them', () => {
    const few = rowsOf(4);
    expect(few.subarray(4, 8)).toEqual(new Float32Array(4));
    for (const k of [0, 1, 2, 3]) {
      const column = [0, 2, 3].map((g) => few[4 * g + k] ?? NaN);
      expect(column.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 5);
      const variance = column.reduce((sum, value) => sum + value ** 2 / 3, 0);
      expect(variance).toBeCloseTo(k < 2 ? 0 : 2, 5);
    }
    const squared = rowsOf(400).reduce((sum, value) => sum + value ** 2 / 3, 0);
    expect(squared).toBeCloseTo(8, 0);
  });

  test('add their projections to what is learned of each gene', () => {
    const model = smallModel(1, 3);
    model.projections?.readout.assign(normalTensor<tf.Rank.R2>(new Random(6), [3, 32]));
    const embeddings = normalTensor<tf.Rank.R2>(new Random(7), [4, 3]);
    const seen = {
      values: tf.tensor3d([1, 0, -2, 0.5], [1, 4, 1]),
      states: tf.zeros<tf.Rank.R2>([4, 2]),
    };
    const found = expected(model, { ...seen, embeddings }, null).arraySync();
    const rows = embeddings.arraySync();
    for (const name of ['identity', 'effect', 'readout'] as const) {
      const projection = model.projections?.[name].arraySync() ?? [];
      const sums = model[name]
        .arraySync()
        .map((own, g) => own.map((value, k) => value + times(rows[g], projection, k)));
      model[name].assign(tf.tensor2d(sums));
    }
    const sought = expected(model, seen, null).arraySync();
    found[0]?.forEach((value, g) => {
      expect(value).toBeCloseTo(sought[0]?.[g] ?? NaN, 3);
    });
    tf.dispose([...variablesOf(model), embeddings, ...Object.values(seen)]);
  });

  test('that say which regulators act alike predict unseen knockouts better than the same rows of other genes', () => {
    const { dataset: screened, prior: network, embeddings, shuffled: others } = geneComplexes(31);
    const given = screenOf(screened);
    const networks = networksOf(given, network);
    const [error, withOthers, withNone] = [embeddings, others, undefined].map((rows) => {
      const task = taskOf(
        given,
        networks.groups.map(({ cells }) => cells),
        rows,
      );
      const respond = drain(trained(task, { networks, isPerturbed: true }, { steps: 150 }, 1));
      return errorOverNoChange(
        heldOutPredictions(given, (interventions) => respond([interventions])[0] ?? null),
      );
    });
    expect(error).toBeLessThan((withOthers ?? NaN) - 0.15);
    expect(error).toBeLessThan((withNone ?? NaN) - 0.1);
  });
});

test('nothing of held-out perturbations is seen, and without any there is nothing to compare', async () => {
  const settings = { steps: 3 };
  const isHeldOut = dataset.conditions.map(({ label }) => dataset.heldOut.includes(label));
  const values = dataset.values.map((value, at) =>
    isHeldOut[dataset.conditionOfCell[Math.floor(at / GENES)] ?? 0] === true ? 2 * value + 1 : value,
  );
  const scores = await scoresBy(grnformer, dataset, { settings });
  expect(await scoresBy(grnformer, { ...dataset, values }, { settings })).toEqual(scores);
  expect((await foundBy(grnformer, { ...dataset, heldOut: [] }, { settings })).without).toBeUndefined();
});

test('a seed gives the same bits, in any order of genes and cells', async () => {
  const [settings, whole] = [{ steps: 3 }, { ...dataset, heldOut: [] }];
  const scores = await scoresBy(grnformer, whole, { settings });
  expect(scores.some((score) => score !== 0)).toBe(true);
  expect(await scoresBy(grnformer, whole, { settings })).toEqual(scores);
  expect(await scoresOfShuffled(grnformer, whole, { settings })).toEqual(scores);
  expect(await scoresBy(grnformer, whole, { settings, seed: 2 })).not.toEqual(scores);
});

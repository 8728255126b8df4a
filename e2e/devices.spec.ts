/**
 * Every device computes the same losses, gradients, trajectories and steps, in a browser whose GPU is SwiftShader. The devices run in a
 * module worker of a separate page (e2e/harness). Without WebGPU these tests fail, because they verify the kernels.
 */
import type { Remote } from 'comlink';
import { lossTerms } from '../tests/support/dynamics/compareGradients';
import { oddSizes, tinySize, type ProblemSize } from '../tests/support/dynamics/randomProblem';
import { expect, openHarness, test } from './guard';
import type { Difference } from './harness/agreement';
import type { Checks } from './harness/worker';

declare global {
  var checks: Remote<Checks>;
}

const middle: ProblemSize = {
  genes: 21,
  regulators: 13,
  modules: 18,
  perturbations: 9,
  cells: 60,
  batch: 50,
  solverSteps: 6,
};

const few = { perturbations: 5, cells: 30, batch: 21, solverSteps: 2 };

/** Cells of each cloud: no multiple of a block size, one fewer than the lanes, and more than the lanes. */
const cloudCells = [17, 63, 7, 70];

const named = oddSizes.map((size, i) => ({
  size,
  clouds: { ...size, cloudCells: cloudCells[i] ?? 5 },
  title: `${size.genes} genes, ${size.regulators} regulators, ${size.modules} modules, ${size.perturbations} perturbations`,
}));

function expectWithin(tolerance: number, found: readonly Difference[], count: number): void {
  expect(found).toHaveLength(count);
  const beyond = found.flatMap(({ device, term, blocks, loss }) =>
    [...blocks, { block: 'loss', error: loss }]
      .filter(({ error }) => !(error <= tolerance))
      .map(({ block, error }) => `${device}, ${term}: ${block} is off by ${error}`),
  );
  expect(beyond).toEqual([]);
}

function expectBlocksWithin(tolerance: number, found: Pick<Difference, 'blocks' | 'loss'>): void {
  expect(found.blocks.filter(({ error }) => !(error <= tolerance))).toEqual([]);
  expect(found.loss).toBeLessThanOrEqual(tolerance);
}

test(
  'the browser under test has WebGPU, and its adapter is known to be software',
  { tag: '@core' },
  async ({ harness: page }) => {
    const adapter = await page.evaluate(() => checks.adapter());
    expect(adapter.name).toContain('swiftshader');
    expect(adapter.software).toBe(true);
  },
);

for (const [i, { size, clouds, title }] of named.entries()) {
  test(
    `wasm, webgpu and tfjs agree with the reference, term by term and together, for ${title}`,
    { tag: i === 0 ? ['@core'] : [] },
    async ({ harness: page }) => {
      const found = await page.evaluate(
        ([wanted, terms]) => checks.differences(wanted, [...terms, 'all'], ['wasm', 'webgpu', 'tfjs-cpu']),
        [size, lossTerms] as const,
      );
      expectWithin(1e-5, found, 15);
    },
  );

  test(`wasm, webgpu and tfjs agree with the reference on clouds, for ${title}`, async ({
    harness: page,
  }) => {
    const devices = ['wasm', 'webgpu', 'tfjs-cpu'] as const;
    const withCells = await page.evaluate(
      ([wanted, all]) => checks.differences(wanted, ['endpoint', 'all'], all),
      [clouds, devices] as const,
    );
    expectWithin(1e-4, withCells, 6);
    const withoutCells = await page.evaluate(
      ([wanted, all]) => checks.differencesWithoutCells(wanted, 0, all),
      [clouds, devices] as const,
    );
    expectWithin(1e-4, withoutCells, 3);
  });
}

test('wasm and webgpu agree with the reference on penalties of single edges', async ({ harness: page }) => {
  for (const size of oddSizes) {
    const known = { ...size, hasPathFactors: true } as const;
    const found = await page.evaluate(
      (wanted) => checks.differences(wanted, ['path', 'all'], ['wasm', 'webgpu']),
      known,
    );
    expectWithin(1e-5, found, 4);
  }
});

test('wasm and webgpu agree with the reference on steps of one stage', async ({ harness: page }) => {
  for (const size of oddSizes) {
    const euler = { ...size, stages: 1, solverSteps: 9, horizon: 6 } as const;
    const found = await page.evaluate(
      (wanted) => checks.differences(wanted, ['endpoint', 'all'], ['wasm', 'webgpu']),
      euler,
    );
    expectWithin(1e-5, found, 4);
  }
});

for (const { title, tolerance, size } of [
  { title: '270 genes', tolerance: 1e-5, size: { ...few, genes: 270, regulators: 70, modules: 150 } },
  {
    title: '140 modules, on clouds,',
    tolerance: 1e-4,
    size: { ...few, genes: 100, regulators: 50, modules: 140, cloudCells: 11 },
  },
  {
    title: '1030 genes, more than the widest has lanes for,',
    tolerance: 1e-5,
    size: { ...few, genes: 1030, regulators: 5, modules: 3, solverSteps: 1 },
  },
  {
    title: '1030 modules, two blocks of which some lanes hold,',
    tolerance: 1e-5,
    size: { ...few, genes: 9, regulators: 5, modules: 1030 },
  },
])
  test(`wasm and webgpu agree with the reference if ${title} need wider workgroups`, async ({
    harness: page,
  }) => {
    const found = await page.evaluate(
      (wanted) => checks.differences(wanted, ['all'], ['wasm', 'webgpu']),
      size,
    );
    expectWithin(tolerance, found, 2);
  });

const oneCell = { genes: 7, regulators: 3, modules: 4, perturbations: 3, cells: 1, batch: 1 };

test('wasm and webgpu agree with the reference on one cell, and on clouds of one cell', async ({
  harness: page,
}) => {
  const means = await page.evaluate(
    (size) => checks.differences(size, ['cell', 'all'], ['wasm', 'webgpu']),
    oneCell,
  );
  expectWithin(1e-5, means, 4);
  const clouds = await page.evaluate((size) => checks.differences(size, ['all'], ['wasm', 'webgpu']), {
    ...oneCell,
    cloudCells: 1,
  });
  expectWithin(1e-4, clouds, 2);
});

test('wasm and webgpu agree with the reference on trajectories alone, with all genes as regulators, for any shape', async ({
  harness: page,
}) => {
  for (const size of [...oddSizes, oneCell])
    expectWithin(
      1e-5,
      await page.evaluate((wanted) => checks.differences(wanted, ['endpoint'], ['wasm', 'webgpu']), {
        ...size,
        regulators: size.genes,
      }),
      2,
    );
});

test('tfjs agrees with the reference on the GPU that runs the kernels', async ({ harness: page }) => {
  const size: ProblemSize = {
    genes: 3,
    regulators: 2,
    modules: 5,
    perturbations: 3,
    cells: 8,
    batch: 5,
    solverSteps: 2,
  };
  const found = await page.evaluate((wanted) => checks.differences(wanted, ['all'], ['tfjs-webgpu']), size);
  expectWithin(1e-5, found, 1);
});

test('Sinkhorn loops converge after the same number of iterations as the reference', async ({
  harness: page,
}) => {
  const found = await page.evaluate(
    (wanted) => checks.differencesWithoutCells(wanted, 1e-4, ['wasm', 'webgpu']),
    { ...middle, cloudCells: 40 },
  );
  expectWithin(1e-4, found, 2);
});

test('trajectories in groups, or an adjoint in several sweeps, give the same gradient', async ({
  harness: page,
}) => {
  const limits = [
    // Groups of four trajectories one after the other, and two groups together; one step after the other.
    { tapeBytes: 0, work: 1e9 },
    { tapeBytes: 2 * 64 * 6 * (2 * 18 + 2), work: 1e9 },
    { tapeBytes: 1e9, work: 64 * 3 * 18 * 18 * 4 },
  ];
  for (const limit of limits)
    expectBlocksWithin(
      1e-5,
      await page.evaluate(([size, bounds]) => checks.differenceUnderLimits(size, bounds), [
        middle,
        limit,
      ] as const),
    );
});

/** Problems of which every dimension is near these numbers. */
function problemsAround(values: readonly number[]): readonly ProblemSize[] {
  return values.map((value, i) => ({
    genes: value + 3,
    regulators: Math.max(1, value - (i % 3)),
    modules: Math.max(1, value + (i % 4) - 1),
    perturbations: 1 + ((3 * i + value) % 10),
    cells: 13 + i,
    batch: 1 + ((5 * i + value) % 13),
    solverSteps: 1 + (i % 3),
  }));
}

test('no kernel writes or reads beyond its buffers, for problems of many sizes', async ({
  harness: page,
}) => {
  // Around the widths of vectors, of blocks, and of the tiles of products.
  const means = problemsAround([1, 2, 3, 4, 7, 9, 16, 17, 33, 65, 129]);
  const clouds = problemsAround([2, 5, 16, 33, 65]).map((size, i) => ({
    ...size,
    cloudCells: [1, 3, 4, 5, 9][i] ?? 2,
  }));
  const known = problemsAround([3, 8, 17, 65]).map((size) => ({ ...size, hasPathFactors: true as const }));
  const all = [...means, ...clouds, ...known];
  expect(await page.evaluate((sizes) => checks.overruns(sizes), all)).toEqual([]);
  // Groups of four trajectories, and sweeps of few steps.
  for (const limits of [{ tapeBytes: 0 }, { work: 1 }])
    expect(
      await page.evaluate(([sizes, bounds]) => checks.overruns(sizes, bounds), [
        [...means.slice(6, 8), ...known.slice(1, 3)],
        limits,
      ] as const),
    ).toEqual([]);
});

for (const [title, size] of [
  ['means', middle],
  ['clouds', { ...middle, cloudCells: 20 }],
  ['means with a known network', { ...middle, hasPathFactors: true }],
] as const)
  test(`twenty optimiser steps on ${title} follow the reference, losses included`, async ({
    harness: page,
  }) => {
    const found = await page.evaluate((wanted) => checks.differenceAfterSteps(wanted, 20), size);
    expectBlocksWithin(1e-4, found);
    expect(found.steps).toBe(20);
  });

test('all losses are kept when many steps pass before any is read', async ({ harness: page }) => {
  const found = await page.evaluate((size) => checks.differenceAfterSteps(size, 140), {
    genes: 5,
    regulators: 3,
    modules: 4,
    perturbations: 3,
    cells: 9,
    batch: 6,
    solverSteps: 2,
  });
  expect(found.steps).toBe(140);
  expect(found.loss).toBeLessThanOrEqual(1e-4);
});

test(
  'trajectories equal those of the reference, at any ends asked for; clamped genes and the resting state stay exactly constant',
  { tag: '@core' },
  async ({ harness: page }) => {
    const found = await page.evaluate((size) => checks.trajectoryDifference(size), middle);
    expect(found.length).toBe(70 * 8 * middle.genes);
    expect(found.worst).toBeLessThan(1e-5);
    expect(found.moved).toBe(0);
    expect(found.asked).toBe(5);
    expect(found.otherwise).toBe(0);
    expect(found.unrest).toBe(0);
  },
);

test('after a lost device a run continues from a checkpoint on another device, bit for bit', async ({
  harness: page,
}) => {
  const found = await page.evaluate((size) => checks.differenceAfterCheckpoint(size), middle);
  expect(found).toEqual({ step: 6, difference: 0 });
});

test('a device releases all its buffers', async ({ harness: page }) => {
  const found = await page.evaluate((size) => checks.buffersLeft(size), middle);
  expect(found.meanwhile).toBeGreaterThan(20);
  expect(found.left).toBe(0);
});

test('five thousand steps leave no buffer and no tensor behind', async ({ harness: page }) => {
  const { losses, early, halfway, late, after } = await page.evaluate(
    (size) => checks.heldWhileTraining(size, 5000),
    { ...tinySize, solverSteps: 1 },
  );
  expect(losses).toBe(5000);
  expect(early?.buffers).toBeGreaterThan(20);
  expect(halfway).toEqual(early);
  expect(late).toEqual(early);
  expect(after).toEqual({ buffers: 0, bytes: 0, tensors: early?.tensors });
});

for (const [title, size] of [
  ['means', middle],
  ['clouds', { ...middle, cloudCells: 9 }],
] as const)
  test(
    `steps on ${title} give the same bits submitted together as one by one`,
    { tag: '@core' },
    async ({ harness: page }) => {
      const { together, alone } = await page.evaluate((wanted) => checks.togetherAndAlone(wanted, 20), size);
      expect(together.submissions).toBeLessThan(alone.submissions / 2);
      expect(together.bits).toEqual(alone.bits);
      expect(together.losses).toEqual(alone.losses);
      expect(together.losses).toHaveLength(20);
    },
  );

test('after the GPU is destroyed, pending and later calls report that it is lost', async ({ page }) => {
  await openHarness(page);
  const outcomes = await page.evaluate((size) => checks.afterDestruction(size), middle);
  expect(outcomes).toHaveLength(6);
  expect(outcomes.filter(({ name, reason }) => name !== 'DeviceLost' || reason !== 'destroyed')).toEqual([]);
});

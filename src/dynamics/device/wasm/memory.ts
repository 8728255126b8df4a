/**
 * Memory of the wasm device before anything is allocated: the workspace of one kernel instance as the shards lay it out
 * (shardEngine.ts, trajectoryTape.ts, cellShard.ts, cloudShard.ts), and the arrays beside it.
 */
import { parameterLayout } from '../../problem';
import type { BatchShape, ProblemArrays } from '../device';
import { blockCells } from './cellShard';
import { type PaddedSizes, padded, paddedSizes } from './paddedLayout';
import { rowsOf, shardCount, waitingSums } from './shards';
import { rowsOfBlock, stepsTogether } from './trajectoryTape';
import { firstPages, pageBytes } from '../../../numerics/dense/webAssembly';

/** A in both orientations, B, β, σ(β), and W = BA in both orientations. */
function parameterFloats({ genes, regulators, modules }: PaddedSizes): number {
  return modules * (2 * genes + regulators + 2) + 2 * modules ** 2;
}

/** Floats of a padded gradient; each shard in progress has one, and each sum of shards. */
function gradientFloats(padding: PaddedSizes, deltas: number): number {
  return (padding.genes + padding.regulators + padding.modules + 1) * padding.modules + padded(deltas);
}

/**
 * Activities, states and readouts of a block of rows over `steps` steps with the compared states, and the additional
 * floats of their adjoint.
 */
function tapeFloats(
  { genes, modules, regulators }: PaddedSizes,
  { stages }: Pick<ProblemArrays, 'stages'>,
  rows: number,
  steps: number,
  ends: number,
) {
  return {
    forward: rows * (((stages + 2) * steps + 4) * modules + 2 * regulators) + ends * genes,
    backward: rows * (stages * stepsTogether(rows, stages) + stages + 4) * modules + 2 * ends * modules,
  };
}

/** Of a shard of `perturbed` perturbations. */
function endpointFloats(padding: PaddedSizes, arrays: ProblemArrays, perturbed: number): number {
  if (perturbed === 0) return 0;
  const { perturbations, endpoints, solverSteps } = arrays;
  const rows = rowsOfBlock(perturbed);
  const ends = padded(Math.ceil((endpoints.length * rows) / perturbations), 4);
  const { forward, backward } = tapeFloats(padding, arrays, rows, solverSteps, ends);
  return forward + backward + 2 * padding.genes;
}

function cloudFloats(padding: PaddedSizes, arrays: ProblemArrays, cells: number): number {
  const { genes } = padding;
  const { solverSteps } = arrays;
  const size = padded(cells);
  const all = padded(cells, 4);
  const block = rowsOfBlock(cells);
  const tapes = tapeFloats(padding, arrays, all, solverSteps, all).forward;
  const transport = 5 * size * genes + genes + 5 * size ** 2 + 8 * size;
  return tapes + transport + tapeFloats(padding, arrays, block, solverSteps, block).backward;
}

/** Of a shard of `cells` cells. */
function cellFloats({ genes, modules }: PaddedSizes, cells: number): number {
  if (cells === 0) return 0;
  const rows = padded(Math.min(blockCells, cells), 4);
  return 3 * rows * (genes + modules) + 4 * modules;
}

function inShard(rows: number, shard: number): number {
  const [from, to] = rowsOf(rows, shard);
  return to - from;
}

/** Bytes of one kernel instance: one per worker, or that of this thread. */
export function instanceBytes(arrays: ProblemArrays, batch: BatchShape): number {
  const padding = paddedSizes(arrays.shape);
  const gradient = gradientFloats(padding, arrays.shape.deltas);
  const floatsOf = (shard: number) => {
    const ofClouds = shard < batch.clouds ? cloudFloats(padding, arrays, batch.cloudCells) : 0;
    const compared =
      batch.clouds > 0 ? ofClouds : endpointFloats(padding, arrays, inShard(arrays.perturbations, shard));
    const terms = Math.max(compared, cellFloats(padding, inShard(batch.cells, shard)));
    return terms === 0 ? 0 : (waitingSums(shard) + 1) * gradient + terms;
  };
  const shards = Array.from({ length: shardCount }, (_, shard) => floatsOf(shard));
  const floats = parameterFloats(padding) + Math.max(...shards);
  return pageBytes * Math.max(firstPages, Math.ceil((4 * floats) / pageBytes));
}

/**
 * Bytes of one fit beside the instances: optimiser state, and the messages of a step between shards and their owner, at
 * most one gradient per shard. `isPooled`: shards run in workers, which keep their part of the measured data.
 */
export function fitBytes(arrays: ProblemArrays, batch: BatchShape, isPooled: boolean): number {
  const { shape, endpoints, clouds } = arrays;
  const { total } = parameterLayout(shape);
  const gradient = gradientFloats(paddedSizes(shape), shape.deltas);
  const gradients = (isPooled ? shardCount + 1 : 1) * gradient + 2 * total;
  const drawn = (batch.cells + 2 * batch.clouds * batch.cloudCells) * shape.genes;
  const measured = isPooled && !clouds ? 2 * endpoints.length * shape.genes : 0;
  return 4 * (3 * total + gradients + drawn + measured);
}

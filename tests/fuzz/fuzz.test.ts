/**
 * Files broken at random: each is refused with a reason or read rightly, and none ends the program. FUZZ=500 breaks as many of
 * each format and says what became of them.
 */
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/numerics/random';
import { DatasetFailure } from '../../src/dataset/errors';
import { type Target, targets } from './targets';

const wanted = Number(process.env['FUZZ'] ?? 0);
const COUNT = wanted > 0 ? wanted : 30;
const SEED = 20_000;

interface Tally {
  readonly ends: Map<string, number>;
  readonly faults: string[];
}

async function breakAll({ broken }: Target): Promise<Tally> {
  const tally: Tally = { ends: new Map(), faults: [] };
  for (let i = 0; i < COUNT; i++) {
    const end = await endOf(broken(new Random(SEED + i)), (fault) =>
      tally.faults.push(`seed ${SEED + i}: ${fault}`),
    );
    tally.ends.set(end, (tally.ends.get(end) ?? 0) + 1);
  }
  return tally;
}

async function endOf(
  { open, fault }: ReturnType<Target['broken']>,
  blame: (why: string) => void,
): Promise<string> {
  try {
    const source = await open();
    const found = await fault(source);
    source.close();
    if (found !== null) blame(found);
    return 'read';
  } catch (error) {
    if (error instanceof DatasetFailure) return error.problem.tag;
    blame(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return 'thrown';
  }
}

describe('files broken at random are refused or read rightly', () => {
  it.each(targets)('$format', { timeout: 120_000 + 3_000 * COUNT }, async (target) => {
    const { ends, faults } = await breakAll(target);
    if (wanted > 0) {
      const told = [...ends].toSorted((a, b) => b[1] - a[1]).map(([end, count]) => `${end} ${count}`);
      console.log(`${target.format}: ${told.join(', ')}`);
    }
    expect(faults).toEqual([]);
  });
});

/** Randomly damaged files are refused with a reason or read correctly, without a crash. FUZZ=500 tests as many per format and prints results. */
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

async function tallyOf({ broken }: Target): Promise<Tally> {
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
  report: (why: string) => void,
): Promise<string> {
  try {
    const source = await open();
    const found = await fault(source);
    source.close();
    if (found !== null) report(found);
    return 'read';
  } catch (error) {
    if (error instanceof DatasetFailure) return error.problem.tag;
    report(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return 'thrown';
  }
}

describe('randomly damaged files are refused or read correctly', () => {
  it.each(targets)('$format', { timeout: 120_000 + 3_000 * COUNT }, async (target) => {
    const { ends, faults } = await tallyOf(target);
    if (wanted > 0) {
      const counts = [...ends].toSorted((a, b) => b[1] - a[1]).map(([end, count]) => `${end} ${count}`);
      console.log(`${target.format}: ${counts.join(', ')}`);
    }
    expect(faults).toEqual([]);
  });
});

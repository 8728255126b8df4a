import { expect, it } from 'vitest';
import { screenOfContexts } from '../../tests/support/dataset/screenOfContexts';
import { inferContexts } from '.';

const files = [new File([screenOfContexts({ rest: 20, stimulated: 16, rare: 1 })], 'screen.csv')];
const settings = { preset: 'H', steps: 5 } as const;
const mapping = { contextColumn: 'state' };

it('learns every context by itself and with the edges of the others, and tests every edge of each two', async () => {
  const made = await inferContexts({ files, mapping, settings, fits: 5 });
  expect(made.leftOut).toEqual([{ name: 'rare', cells: 7, controls: 1, perturbations: 0 }]);
  expect(made.common.run.dataset).toMatchObject({ cells: 259, batches: ['rare', 'rest', 'stimulated'] });
  expect(made.contexts.map(({ name, cells }) => [name, cells])).toEqual([
    ['rest', 140],
    ['stimulated', 112],
  ]);
  for (const { alone, learned, cells } of made.contexts) {
    expect(alone.run.dataset.cells).toBe(cells);
    expect(alone.run.dataset.knowledge).toBeUndefined();
    expect(alone.run.result.confidence?.fits).toBe(5);
    expect(learned.run.dataset).toMatchObject({
      cells,
      knowledge: { name: 'other contexts', asked: 'auto' },
    });
  }
  const [differences, ...further] = made.differences;
  expect([differences?.first, differences?.second, further.length]).toEqual(['rest', 'stimulated', 0]);
  expect(differences?.edges).toHaveLength(30);
  const [rest, stimulated] = made.contexts.map(({ alone }) => alone.edges());
  for (const { source, target, first, second } of differences?.edges ?? []) {
    const isIt = (edge: { readonly source: string; readonly target: string }) =>
      edge.source === source && edge.target === target;
    expect([first, second]).toEqual([rest?.find(isIt)?.weight, stimulated?.find(isIt)?.weight]);
  }
});

it('refuses contexts that the file lacks, and a single one', async () => {
  const asked = { files, mapping, settings };
  await expect(inferContexts({ ...asked, contexts: ['rest', 'other'] })).rejects.toThrow(RangeError);
  await expect(inferContexts({ ...asked, contexts: ['rest', 'rare'] })).rejects.toThrow(
    'fewer than two contexts to compare',
  );
});

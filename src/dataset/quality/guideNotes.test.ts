import { expect, it } from 'vitest';
import type { Fixture } from '../../../tests/support/dataset/screens';
import { countScreen, select } from '../../../tests/support/dataset/countScreen';

/** The counts of that screen under other labels: cells of `made` are said to be what `said` has at the same place. */
function relabelled(made: readonly string[], said: readonly string[]): Fixture {
  const screen = countScreen(made);
  return {
    ...screen,
    obs: { perturbation: screen.rows.map((_, cell) => said[cell % said.length] ?? null) },
  };
}

it('a guide that does nothing is told beside the others of its target', async () => {
  const screen = relabelled(
    ['control', 'control', 'GATA1', 'GATA1', 'control'],
    ['control', 'control', 'GATA1_g1', 'GATA1_g2', 'GATA1_g3'],
  );
  const { notes, conditions } = await select(screen);
  expect(conditions.map(({ label }) => label)).toEqual(['control', 'GATA1']);
  const weak = notes.find((note) => note.tag === 'weak-guides');
  expect(weak?.guides.map(({ guide }) => guide)).toEqual(['GATA1_g3']);
  expect(weak?.guides[0]?.strength).toBeLessThan(0.5);
});

it('guides that all work, and a target with one guide, are no matter for a note', async () => {
  const screen = relabelled(
    ['control', 'control', 'GATA1', 'GATA1', 'SPI1'],
    ['control', 'control', 'GATA1_g1', 'GATA1_g2', 'SPI1_g1'],
  );
  expect((await select(screen)).notes.map(({ tag }) => tag)).not.toContain('weak-guides');
});

it('a knockdown that leaves its target as it was is told, one that lowers it is not, and of knockouts nothing is expected', async () => {
  const screen = relabelled(
    ['control', 'control', 'GATA1', 'control'],
    ['control', 'control', 'GATA1', 'IRF8'],
  );
  const found = (await select(screen, { kind: 'knockdown' })).notes.filter(
    ({ tag }) => tag === 'targets-unmoved',
  );
  expect(found).toEqual([
    { tag: 'targets-unmoved', kind: 'knockdown', opposite: [], unclear: ['IRF8'], of: 2 },
  ]);
  const knockouts = await select(screen, { kind: 'knockout' });
  expect(knockouts.notes.map(({ tag }) => tag)).not.toContain('targets-unmoved');
});

it('cells with several guides are counted, and a bare control word is none', async () => {
  const several = relabelled(
    ['control', 'control', 'GATA1', 'GATA1', 'SPI1'],
    ['control', 'control', 'GATA1_g1|GATA1_g2', 'GATA1_g1|NTg3', 'SPI1+ctrl'],
  );
  expect((await select(several)).notes).toContainEqual({
    tag: 'several-guides',
    sameTarget: 28,
    besideControl: 28,
    severalTargets: 0,
  });
  const single = relabelled(['control', 'GATA1'], ['control', 'GATA1+ctrl']);
  expect((await select(single)).notes.map(({ tag }) => tag)).not.toContain('several-guides');
});

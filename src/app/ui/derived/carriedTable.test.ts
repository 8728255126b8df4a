/** Effects in a link, for the genes of a network: the changes that the sender measured, and none that were not sent. */
import { describe, expect, it } from 'vitest';
import { sampleEffects } from '../../../../tests/support/share/sampleEffects';
import { simulatedScreen } from '../../../../tests/support/effects/simulatedScreen';
import { changesOfGenes } from '../../../effects/changes';
import { effectsOfScreen } from '../../../present/report/effectsOfScreen';
import { snapshotOfEffects } from '../../../present/report/sharedEffects';
import { shownScreen } from '../../../present/report/shownScreen';
import { effectsRate } from '../../../present/text/effects';
import type { EffectsSnapshot, SharedGene } from '../../../share/effectsSnapshot';
import { carriedChanges, carriedResponses, carriedTable } from './carriedTable';

const fingerprint = '0123456789abcdef'.repeat(4);

const changedGene = (at: number, q: number, isOwn = false): SharedGene => ({
  gene: at,
  isOwn,
  log2: -1,
  test: { low: -2, high: -0.5, q },
  spreads: 0,
});
describe('effects of a link', () => {
  it('give the changed genes of a network as the open file does, and nothing of others', async () => {
    const { screen } = simulatedScreen({ genes: 200, shares: [0.3, 0.3, 0] }, 78);
    const found = await effectsOfScreen(screen, { against: 'auto', rate: effectsRate }, () => undefined);
    const sharing = { title: '', now: 0, fingerprint, view: 'map', selected: null, gene: null } as const;
    const snapshot = snapshotOfEffects(found.effects, shownScreen(found), sharing);
    // Every second gene, backwards, and one that the screen lacks.
    const genes = [...found.effects.genes.filter((_, gene) => gene % 2 === 0).toReversed(), 'unmeasured'];
    const table = carriedTable(snapshot, { genes, fingerprint, timeUnit: '' });
    const measured = changesOfGenes(found.effects, genes);
    let changed = 0;
    for (const [place, label] of found.labels.entries()) {
      if (place === 0) continue;
      const at = (table?.labels.indexOf(label) ?? NaN) * genes.length;
      for (const gene of genes.keys()) {
        const own = place * genes.length + gene;
        const isChanged = (measured.q[own] ?? NaN) < effectsRate;
        expect([table?.q[at + gene], table?.log2[at + gene]]).toEqual(
          isChanged ? [measured.q[own], measured.log2[own]] : [NaN, NaN],
        );
        changed += Number(isChanged);
      }
    }
    expect(changed).toBeGreaterThan(20);
  });

  const [sample] = sampleEffects(3, { perturbations: 2, genes: 2, changed: 1 }).perturbations;
  if (!sample) throw new Error('the sample has perturbations');
  const bare = { ...sample, own: null, changed: [] };
  const snapshot: EffectsSnapshot = {
    ...sampleEffects(3, { perturbations: 2, genes: 2, changed: 1 }),
    genes: ['A', 'B', 'X', 'C'],
    perturbations: [
      { ...bare, label: 'A', changed: [changedGene(1, 1e-4), changedGene(2, 1e-9)] },
      // Named otherwise than its target, which changes.
      { ...bare, label: 'sgB', own: -1, changed: [changedGene(1, 1e-8, true), changedGene(3, 1e-3)] },
      { ...bare, label: 'A at 6 h', changed: [changedGene(1, 1e-6)] },
      { ...bare, label: 'A+B', changed: [changedGene(0, 1e-9, true), changedGene(3, 1e-5)] },
    ],
  };
  const table = carriedTable(snapshot, { genes: ['C', 'A', 'B'], fingerprint, timeUnit: 'h' });
  if (!table) throw new Error('it is of these data');

  it('list the changes of a gene, the surest first, with the gene that was perturbed', () => {
    const told = carriedChanges(table, 2).map(({ label, q, source }) => [label, q, source]);
    expect(told).toEqual([
      ['sgB', 1e-8, 2],
      ['A at 6 h', 1e-6, 1],
      ['A', 1e-4, 1],
    ]);
    expect(carriedChanges(table, 0).map(({ label, source }) => [label, source])).toEqual([
      ['A+B', null],
      ['sgB', 2],
    ]);
  });

  it('draw the surest response between two genes once, and none of combinations or of a gene to itself', () => {
    const drawn = carriedResponses(table).map(({ source, target, kind, size }) => [
      source,
      target,
      kind,
      size,
    ]);
    expect(drawn).toEqual([
      [1, 2, 'measured', 6],
      [2, 0, 'measured', 3],
    ]);
  });

  it('say nothing of a network of other data, and nothing without tests', () => {
    const network = { genes: ['A'], fingerprint, timeUnit: '' };
    expect(carriedTable(snapshot, { ...network, fingerprint: 'ab'.repeat(32) })).toBeNull();
    expect(carriedTable({ ...snapshot, isTested: false }, network)).toBeNull();
  });
});

/** Own targets in screens in which they change as they should, weakly, or not; and labels that are exchanged or do nothing. */
import { describe, expect, it } from 'vitest';
import { sourceFixture, type Fixture } from '../../tests/support/dataset/screens';
import type { Mapping } from '../dataset/mapping';
import { everyGene } from '../dataset/quality/everyGene';
import { recognise } from '../dataset/recognise/recognise';
import { Random } from '../numerics/random';
import { classes } from './classes';
import { measureTests } from './measure';
import { ownTargets, type TargetVerdict } from './ownTargets';

async function targetsOf(fixture: Fixture, change: Partial<Mapping>) {
  const source = sourceFixture(fixture, 'dense');
  const recognition = recognise(source.opened, { values: 'normalised', ...change });
  const screen = everyGene(source, recognition, recognition.mapping, null);
  const effects = await measureTests(screen, 'auto');
  const { verdicts, suspects } = ownTargets(effects, screen.perturbations, classes(effects, 0.05));
  const named = (wanted: TargetVerdict) =>
    screen.perturbations.flatMap(({ label }, k) => (verdicts[k] === wanted ? [label] : [])).toSorted();
  return { named, suspects };
}

const genes = ['GATA1', 'SPI1', 'KLF1', 'TAL1', 'RUNX1', 'FLI1', 'IRF8', 'EGR1', 'GFI1', 'ACTB'];
const targets = genes.slice(0, 9).toSorted();

/** Gene that is set in the cells of each label; 40 cells of each, the set gene at `level`, the others near 10. */
function screenOf(setIn: Readonly<Record<string, string | null>>, level: number): Fixture {
  const random = new Random(3);
  const names = ['control', ...Object.keys(setIn)];
  const cells = names.flatMap((name) => Array.from({ length: 40 }, () => name));
  return {
    genes,
    rows: cells.map((name) =>
      genes.map((gene) => (setIn[name] === gene ? level : 10) * Math.exp(0.3 * random.normal())),
    ),
    obs: { perturbation: cells },
  };
}

const right = Object.fromEntries(genes.slice(0, 9).map((gene) => [gene, gene]));
const wrong = { ...right, GATA1: 'IRF8', IRF8: 'GATA1', KLF1: null };
const kinds = [
  ['knockout', 0],
  ['knockdown', 2],
  ['overexpression', 40],
] as const;

describe('labels that do not fit their cells', () => {
  it.each(kinds)('are named after %s: two that were exchanged and an inert one', async (kind, level) => {
    expect((await targetsOf(screenOf(right, level), { kind })).suspects).toEqual([]);
    expect((await targetsOf(screenOf(wrong, level), { kind })).suspects).toEqual([
      { label: 'GATA1', reason: 'swapped', swappedWith: 'IRF8' },
      { label: 'IRF8', reason: 'swapped', swappedWith: 'GATA1' },
      { label: 'KLF1', reason: 'inert', swappedWith: null },
    ]);
  });

  it('are not those of weak perturbations, whose target changes by less than half of the usual', async () => {
    for (const [kind, level, weak] of [
      ['knockdown', 2, 7.8],
      ['overexpression', 40, 14],
    ] as const) {
      const screen = screenOf(right, level);
      const column = genes.indexOf('KLF1');
      const rows = screen.rows.map((row, cell) =>
        screen.obs['perturbation']?.[cell] === 'KLF1'
          ? row.with(column, (row[column] as number) * (weak / level))
          : row,
      );
      const { suspects, named } = await targetsOf({ ...screen, rows }, { kind });
      expect(suspects).toEqual([]);
      expect(named('weak')).toEqual(['KLF1']);
      expect(named('as expected')).toHaveLength(8);
    }
  });
});

describe('a target', () => {
  it('changes as expected, in the other direction, or unclearly', async () => {
    const knocked = screenOf(wrong, 2);
    expect((await targetsOf(knocked, { kind: 'knockdown' })).named('unclear')).toEqual([
      'GATA1',
      'IRF8',
      'KLF1',
    ]);
    const raised = await targetsOf(screenOf(right, 40), { kind: 'knockdown' });
    expect(raised.named('opposite')).toEqual(targets);
    const fallen = await targetsOf(knocked, { kind: 'overexpression' });
    expect(fallen.named('opposite')).toEqual(
      targets.filter((gene) => right[gene] === wrong[gene as 'GATA1']),
    );
  });

  it('of a knockout is judged where mRNA is lost in general, and only there; of an inhibitor never', async () => {
    const lost = await targetsOf(screenOf(wrong, 0), { kind: 'knockout' });
    expect(lost.named('unclear')).toEqual(['GATA1', 'IRF8', 'KLF1']);
    expect(lost.named('as expected')).toHaveLength(6);
    expect((await targetsOf(screenOf(wrong, 8), { kind: 'knockout' })).named('not assessed')).toEqual(
      targets,
    );
    expect((await targetsOf(screenOf(right, 2), { kind: 'inhibitor' })).named('not assessed')).toEqual(
      targets,
    );
  });

  it('is judged at the last of several times', async () => {
    const [early, late] = [screenOf(wrong, 2), screenOf(right, 2)];
    const obs = {
      perturbation: [early, late].flatMap(({ obs: { perturbation = [] } }) => perturbation.map(String)),
      hour: [...early.rows.map(() => 2), ...late.rows.map(() => 8)],
    };
    const timed = { genes, rows: [...early.rows, ...late.rows], obs };
    const { suspects, named } = await targetsOf(timed, { kind: 'knockdown', timeColumn: 'hour' });
    expect(suspects).toEqual([]);
    expect(named('unclear')).toHaveLength(3);
  });
});

/** Screens with nothing to find: made-up ones in which nothing or only the targets change, and simulated ones that lost their labels or values. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isControl, type Dataset } from '../../src/dataset/dataset';
import type { Mapping } from '../../src/dataset/mapping';
import { presets } from '../../src/dynamics/settings';
import { Random } from '../../src/numerics/random';
import { fileOfSet, loadDataset, loadKnownSet } from '../knownSet';
import type { Choice, Job } from './job';
import { fitted } from './measure';
import { verdictRow, type VerdictRow } from './verdicts';

interface NullSet extends Pick<VerdictRow, 'name' | 'known'> {
  readonly file: string;
  readonly overrides?: Partial<Mapping>;
}

const onlyThemselves = 'knockouts change only themselves';

const nullSets: readonly NullSet[] = [
  { name: 'inert, few controls', file: 'inert-few-controls', known: 'nothing changes' },
  { name: 'no network, few controls', file: 'no-network-few-controls', known: onlyThemselves },
  { name: 'no network, many controls', file: 'no-network-many-controls', known: onlyThemselves },
  {
    name: 'no network, no controls',
    file: 'no-network-no-controls',
    known: onlyThemselves,
    overrides: { control: { mode: 'others' } },
  },
];

/** Simulated screens, and how their labels are made meaningless. */
const simulated = ['dagKO_0', 'cycKO_0'] as const;
const shuffles = ['among perturbed cells', 'all', 'noise'] as const;

export function nullJobs({ data, seed }: Choice): readonly Job<VerdictRow>[] {
  const made = nullSets.flatMap(({ file, overrides = {}, ...set }) => {
    const path = join(data, 'real', 'null-screens', `${file}.h5ad`);
    return existsSync(path)
      ? {
          name: `null ${set.name}`,
          run: async () => {
            const dataset = await loadDataset(path, overrides);
            return verdictRow(set, dataset, await fitted(dataset, presets.default));
          },
        }
      : [];
  });
  const shuffled = simulated.flatMap((set) => {
    const file = fileOfSet(data, set);
    return file === undefined
      ? []
      : shuffles.map((kind) => ({
          name: `null ${set}, ${kind}`,
          run: async () => {
            const { dataset } = await loadKnownSet(file);
            const meaningless = withoutMeaning(dataset, kind, new Random(seed + 1));
            const known = kind === 'noise' ? 'values are noise' : `labels permuted, ${kind}`;
            const result = await fitted(meaningless, presets.default);
            return verdictRow({ name: `${set}, ${kind}`, known }, meaningless, result);
          },
        }));
  });
  return [...made, ...shuffled];
}

/** `noise`: every gene's values permuted over all cells; else labels permuted over all cells or the perturbed ones. */
function withoutMeaning(dataset: Dataset, kind: (typeof shuffles)[number], random: Random): Dataset {
  const cells = [...dataset.conditionOfCell.keys()];
  if (kind === 'noise') {
    const genes = dataset.genes.length;
    const values = new Float32Array(dataset.values.length);
    for (let g = 0; g < genes; g++)
      random.permutation(dataset.cells).forEach((from, to) => {
        values[to * genes + g] = dataset.values[from * genes + g] as number;
      });
    return { ...dataset, values, composition: null };
  }
  const isFixed = (cell: number) => {
    const condition = dataset.conditions[dataset.conditionOfCell[cell] as number];
    return kind !== 'all' && condition !== undefined && isControl(condition);
  };
  const moving = cells.filter((cell) => !isFixed(cell));
  const conditionOfCell = dataset.conditionOfCell.slice();
  random.permutation(moving.length).forEach((from, to) => {
    conditionOfCell[moving[to] as number] = dataset.conditionOfCell[moving[from] as number] as number;
  });
  return { ...dataset, conditionOfCell, composition: null };
}

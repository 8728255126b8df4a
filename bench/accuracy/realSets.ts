/**
 * Published measurements: what a run says of them beside what is known, errors on unseen perturbations, and networks against references.
 * Which sets, and what was seen of them before: docs/decisions/0048-real-benchmark.md.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { perturbedInTraining } from '../../src/dataset/dataset';
import type { Mapping } from '../../src/dataset/mapping';
import type { Truth } from '../../src/evaluation/networks/truth';
import { methodNames } from '../../src/evaluation/methods/methodNames';
import { loadDataset, truthIn } from '../knownSet';
import type { Choice, Job } from './job';
import { learned, scored } from './measure';
import { verdictRow, type ReferenceRows, type VerdictRow } from './verdicts';

interface RealSet extends Pick<VerdictRow, 'name' | 'known'> {
  /** Below the folder of external data; `public/…`: a demo of this project. */
  readonly file: string;
  readonly references: readonly { readonly name: string; readonly file: string }[];
  readonly overrides?: Partial<Mapping>;
}

const inhibited = 'strong effects of few inhibitors and activators';
const deletions = 'a few deletions act; single profiles';
const sachsTruth = [{ name: 'consensus', file: 'real/sachs-protein/truth.tsv' }];
const nothing = 'nothing but chance';
const jurkat = 'real/datlinger-jurkat-cropseq';
const yeast = 'real/kemmeren-yeast-ko';
const ratios = { values: 'log-ratio' } as const;
const databases = 'TRRUST and DoRothEA';
const yeastTruths = [
  { name: 'gold standard', file: `${yeast}/truth-gold.tsv` },
  { name: 'YEASTRACT', file: `${yeast}/truth-yeastract.tsv` },
];

const realSets: readonly RealSet[] = [
  {
    name: 'Papalexi',
    known: 'a few of 25 knockouts act',
    file: 'real/papalexi-thp1-eccite/papalexi.h5ad',
    references: [{ name: databases, file: 'real/papalexi-thp1-eccite/truth.tsv' }],
  },
  {
    name: 'Datlinger',
    known: nothing,
    file: `${jurkat}/datlinger.h5ad`,
    references: [{ name: databases, file: `${jurkat}/truth.tsv` }],
  },
  {
    name: 'Datlinger, stimulated',
    known: nothing,
    file: `${jurkat}/datlinger-stimulated-400.h5ad`,
    references: [{ name: databases, file: `${jurkat}/truth.tsv` }],
  },
  {
    name: 'Sachs',
    known: inhibited,
    file: 'real/sachs-protein/sachs.h5ad',
    references: sachsTruth,
  },
  {
    name: 'Sachs, inhibitors declared',
    known: inhibited,
    file: 'public/demo/sachs.h5ad',
    references: sachsTruth,
  },
  {
    name: 'Sachs, inhibitors as knockouts',
    known: inhibited,
    file: 'real/sachs-protein/sachs-inhibitors-as-knockout.h5ad',
    references: sachsTruth,
  },
  {
    name: 'Kemmeren, 62 deletions',
    known: deletions,
    file: `${yeast}/kemmeren-194-own62.h5ad`,
    references: yeastTruths,
    overrides: ratios,
  },
  {
    name: 'Kemmeren, 62 deletions beside each other',
    known: deletions,
    file: `${yeast}/kemmeren-194-own62-offset.h5ad`,
    references: yeastTruths,
    overrides: { control: { mode: 'others' } },
  },
  {
    name: 'Kemmeren, background',
    known: deletions,
    file: `${yeast}/kemmeren-194-background-offset.h5ad`,
    references: yeastTruths,
  },
  {
    name: 'hiPSC',
    known: 'knockouts of pluripotency factors; no controls',
    file: 'renge-hipsc/hipsc.h5ad',
    references: [
      { name: 'ChIP', file: 'renge-hipsc/A_ref_thresh_0.csv' },
      { name: databases, file: 'real/renge-extra-truth/truth-trrust-dorothea-abc.tsv' },
    ],
  },
];

/** Quick: without the tree methods. */
export function realSetJobs({ form, data }: Choice): readonly Job<VerdictRow>[] {
  const pathOf = (file: string) => (file.startsWith('public/') ? file : join(data, file));
  return realSets
    .filter(({ file, references }) =>
      [file, ...references.map((reference) => reference.file)].every((one) => existsSync(pathOf(one))),
    )
    .map((set) => ({
      name: `real set ${set.name}`,
      run: async () => {
        const dataset = await loadDataset(pathOf(set.file), set.overrides ?? {});
        const measuring = {
          group: set.name,
          from: 'shared',
          methods: methodNames.filter(
            (method) =>
              method !== 'density' && (form === 'full' || !['genie3', 'grnboost2'].includes(method)),
          ),
        } as const;
        const found = await learned(dataset, measuring);
        const perturbed = new Set([...perturbedInTraining(dataset)].map((gene) => dataset.genes[gene] ?? ''));
        const networks = set.references.map(({ name, file }): ReferenceRows => {
          const { truth, tested } = referenceIn(pathOf(file));
          const known = { name: `${set.name}, ${name}`, truth };
          const regulators = tested ?? dataset.genes;
          return {
            reference: name,
            all: scored(found, known, measuring, new Set(regulators)),
            perturbed: scored(
              found,
              known,
              measuring,
              new Set(regulators.filter((gene) => perturbed.has(gene))),
            ),
          };
        });
        return verdictRow(set, dataset, found.result, networks);
      },
    }));
}

interface Reference {
  readonly truth: Truth;
  /** The regulators that were looked at; null: any may be. */
  readonly tested: readonly string[] | null;
}

/** A list of edges, or a table of 0 and 1 with one regulator per row, including those bound to none of the genes. */
function referenceIn(file: string): Reference {
  if (!file.endsWith('.csv')) return { truth: truthIn(file), tested: null };
  const [head = [], ...rows] = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(','));
  const edges = rows.flatMap(([source = '', ...marks]) =>
    marks.flatMap((mark, at) =>
      Number(mark) === 1 ? { source, target: head[at + 1] ?? '', sign: 0 as const } : [],
    ),
  );
  return { truth: { name: 'ChIP', edges }, tested: rows.map(([source = '']) => source) };
}

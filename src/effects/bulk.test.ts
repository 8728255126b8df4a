/** Replicates of bulk samples beside edgeR and DESeq2, whose p were recorded by scripts/references/bulk.R. */
import { expect, it } from 'vitest';
import { screenInMemory } from '../../tests/support/effects/simulatedScreen';
import { tableOf } from '../../tests/support/effects/smallScreen';
import { ascendingRanks } from '../numerics/ranks';
import { pearson } from '../numerics/statistics';
import { measureTests } from './measure';

const rows = tableOf('bulk/counts.tsv');
const genes = Object.keys(rows[0] ?? {}).slice(2);
const labels = [...new Set(rows.map(({ perturbation = '' }) => perturbation))];
const screen = screenInMemory({
  genes: genes.length,
  perturbations: labels.length,
  perturbationOfGuide: [...labels.keys()],
  guideOfCell: Int32Array.from(rows, ({ perturbation = '' }) => labels.indexOf(perturbation)),
  values: 'counts',
  dense: rows.flatMap((row) => genes.map((gene) => Number(row[gene]))),
});
const recorded = tableOf('bulk/p.tsv');
const spearman = (a: readonly number[], b: readonly number[]) =>
  pearson(ascendingRanks(Float64Array.from(a)), ascendingRanks(Float64Array.from(b)));

it.each(['edger', 'deseq2'] as const)('ranks genes by p as %s does', async (method) => {
  const { tests, genes: tested } = await measureTests(screen, 'auto');
  const placeOf = ({ perturbation = '', gene = '' }: Record<string, string>) =>
    labels.indexOf(perturbation) * tested.length + tested.indexOf(`gene${genes.indexOf(gene)}`);
  const ours = recorded.map((row) => tests.p[placeOf(row)] as number);
  const theirs = recorded.map((row) => Number(row[method]));
  expect(spearman(ours, theirs)).toBeGreaterThan(0.9);
});

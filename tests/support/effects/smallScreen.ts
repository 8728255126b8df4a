/** A table of counts as a screen in memory, for tests. */
import { readFileSync } from 'node:fs';
import { denseResiduals, geneCorrelation } from '../../../src/effects/correlation';
import type { Design } from '../../../src/effects/fit';
import { MomentSums, ResidualSumming, type CellLayout, type Counts } from '../../../src/effects/residuals';
import { depthsOf, dominatingGenes, sizeFactors } from '../../../src/effects/sizeFactors';

export interface SmallScreen {
  readonly labels: readonly string[];
  readonly names: readonly string[];
  readonly layout: Omit<CellLayout, 'sizeFactors'>;
  readonly design: Design;
  readonly own: Uint8Array;
  readonly dense: Float32Array;
  readonly totals: Float64Array;
}

/** Cells with columns perturbation, guide, lane and genes of which more than .5 % of the cells have a count. */
export function screenOf(rows: readonly Record<string, string>[], hasBatches: boolean): SmallScreen {
  const all = Object.keys(rows[0] ?? {}).slice(3);
  const names = all.filter(
    (gene) => rows.filter((row) => Number(row[gene]) > 0).length > 0.005 * rows.length,
  );
  const labels = ['control', ...new Set(rows.map((row) => row.perturbation ?? ''))].filter(
    (label, at, list) => list.indexOf(label) === at,
  );
  const guides = [...new Set(rows.map((row) => `${row.perturbation}|${row.guide}`))];
  const batches = hasBatches ? [...new Set(rows.map((row) => row.lane ?? ''))].toSorted() : ['all'];
  const dense = Float32Array.from(rows.flatMap((row) => names.map((gene) => Number(row[gene]))));
  return {
    labels,
    names,
    layout: {
      genes: names.length,
      guides: guides.length,
      batches: batches.length,
      guideOfCell: Int32Array.from(rows, (row) => guides.indexOf(`${row.perturbation}|${row.guide}`)),
      batchOfCell: Int32Array.from(rows, (row) => (hasBatches ? batches.indexOf(row.lane ?? '') : 0)),
    },
    design: {
      perturbations: labels.length,
      perturbationOfGuide: Int32Array.from(guides, (guide) => labels.indexOf(guide.split('|')[0] ?? '')),
    },
    own: Uint8Array.from(labels.flatMap((label) => names.map((gene) => Number(gene === label)))),
    dense,
    totals: Float64Array.from(names, (_, gene) =>
      rows.reduce((sum, _row, cell) => sum + (dense[cell * names.length + gene] as number), 0),
    ),
  };
}

export function countsOf(dense: Float32Array, genes: number): Counts {
  const places = Array.from(dense.keys()).filter((at) => dense[at] !== 0);
  return {
    count: places.length,
    rows: Int32Array.from(places, (at) => Math.floor(at / genes)),
    genes: Int32Array.from(places, (at) => at % genes),
    values: Float32Array.from(places, (at) => dense[at] as number),
  };
}

/** Rows of a table in tests/fixtures/effects. */
export function tableOf(file: string): Record<string, string>[] {
  const [head = '', ...lines] = readFileSync(`tests/fixtures/effects/${file}`, 'utf8').trimEnd().split('\n');
  const names = head.split('\t');
  return lines.map((line) => {
    const cells = line.split('\t');
    return Object.fromEntries(names.map((name, at) => [name, cells[at] ?? '']));
  });
}

/** Sums of residuals of the screen, and what else `screenEffects` takes. */
export function summed(screen: SmallScreen) {
  const { layout, own, dense } = screen;
  const cells: CellLayout = { ...layout, sizeFactors: factorsOf(screen) };
  const counts = countsOf(dense, layout.genes);
  const collected = new MomentSums(cells);
  collected.add(counts);
  const moments = collected.moments();
  const residuals = new ResidualSumming(cells, moments);
  residuals.add(counts);
  const correlation = geneCorrelation(denseResiduals(dense, cells, moments), cells);
  const expressing = new Float64Array(layout.genes);
  const share = layout.genes / dense.length;
  dense.forEach((count, at) => {
    if (count > 0) (expressing[at % layout.genes] as number) += share;
  });
  const counting = Float64Array.from({ length: layout.genes }, (_, gene) => {
    const all = layout.batches * layout.genes + gene;
    return 1 / (1 + (moments.mean[all] as number) * (moments.dispersion[all] as number));
  });
  const depths = depthsOf(cells, screen.design, counting);
  return { sums: residuals.sums(), given: { expressing, own, correlation }, depths };
}

function factorsOf({ layout: { genes }, dense, totals }: SmallScreen): Float64Array {
  const left = dominatingGenes(totals);
  const n = dense.length / genes;
  return sizeFactors(
    Float64Array.from({ length: n }, (_, cell) => {
      let sum = 0;
      for (let gene = 0; gene < genes; gene++)
        if (!left.includes(gene)) sum += dense[cell * genes + gene] as number;
      return sum;
    }),
  );
}

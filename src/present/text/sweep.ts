/** A sweep over the level of a gene or over time as a table. */
import type { Sweep } from '../../dynamics/sweep';
import { safeName } from '../../network/formats/edgeLists';
import { formatFloat32 } from '../../numerics/format';

/** Tab-separated, one line per point and gene: log2 fold changes with their 95 % intervals. `along`: 'level' or 'time'. */
export function sweepTable(along: 'level' | 'time', { at, ends }: Sweep, genes: readonly string[]): string {
  const lines = ends.flatMap(({ log2FoldChange, low, high, beyondData }, point) =>
    Array.from(log2FoldChange, (value, gene) =>
      [
        Number((at[point] ?? 0).toPrecision(6)),
        safeName(genes[gene] ?? ''),
        ...[value, low[gene] ?? value, high[gene] ?? value].map(formatFloat32),
        beyondData.length > 0 ? 'yes' : 'no',
      ].join('\t'),
    ),
  );
  return `${[`${along}\tgene\tlog2\tlow\thigh\textrapolated`, ...lines].join('\n')}\n`;
}

/** For tests of `modulode inspect`: a small screen as a table, and what the command prints. */
import { runCli } from '../../../src/cli/program';
import { testHost } from './testHost';

export const genes = ['GATA1', 'SPI1', 'KLF1', 'CEBPA', 'NKX2-1', 'HLA-A'];
/** [label, what a column beside it says, cells]. */
export const groups = [
  ['NT', 'b1', 40],
  ['GATA1_g1', 'b1', 40],
  ['SPI1', 'b2', 30],
  ['nonsense', 'b2', 25],
] as const;

export function table(withLabels: boolean): string {
  const head = ['cell', ...(withLabels ? ['guide', 'lane'] : []), ...genes].join(',');
  const rows = groups.flatMap(([label, lane, cells]) =>
    Array.from({ length: cells }, (_, at) => {
      const values = genes.map((_gene, gene) => (at * 7 + gene * 3 + label.length) % 11);
      return [`${label}_${lane}_${at}`, ...(withLabels ? [label, lane] : []), ...values].join(',');
    }),
  );
  return `${[head, ...rows].join('\n')}\n`;
}

export async function inspect(...args: readonly string[]) {
  const host = testHost();
  const code = await runCli(['inspect', ...args], host);
  return { code, printed: host.printed(), told: host.messages.join('\n') };
}

export async function asData(...args: readonly string[]): Promise<Record<string, unknown>> {
  const document: Record<string, unknown> = JSON.parse((await inspect(...args, '--json')).printed);
  return document;
}

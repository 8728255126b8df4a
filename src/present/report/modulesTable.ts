/** Modules as a table: one line per gene and role. As gene sets: network/formats/gmt. */
import { safeName } from '../../network/formats/tsv';
import { shortest } from '../../numerics/shortest';
import type { FinishedRun } from '../../share/runFile';

const header = 'module\tgene\trole\tstability\tname';

/**
 * One line per member and per regulator, in the order of the result (regulators strongest first). `stability` is the
 * module's, in [0, 1], empty where no fit was left out; `name` what a person called it, or empty.
 */
export function modulesTsv({ dataset, result, view }: FinishedRun): string {
  const lines = result.modules.flatMap((module, index) => {
    const stability = module.stability === null ? '' : shortest(module.stability);
    const given = safeName(view.moduleNames[index] ?? '');
    const line = (gene: number, role: 'member' | 'regulator') =>
      [safeName(module.name), safeName(dataset.genes[gene] ?? ''), role, stability, given].join('\t');
    return [
      ...module.genes.map((gene) => line(gene, 'member')),
      ...module.regulators.map((gene) => line(gene, 'regulator')),
    ];
  });
  return `${[header, ...lines].join('\n')}\n`;
}

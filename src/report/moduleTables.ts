/** Modules as tables: one line per gene and role, and gene sets for enrichment programs. */
import { safeName, shortest } from '../network/formats/tsv';
import type { FinishedRun } from '../snapshot/runFile';

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

/** Gene sets: name, what drives it, its members. Empty where there are no modules. */
export function modulesGmt({ dataset, result, view }: FinishedRun): string {
  const nameOf = (gene: number) => safeName(dataset.genes[gene] ?? '');
  return result.modules
    .map((module, index) => {
      const regulators = module.regulators.map(nameOf).join(', ');
      const given = view.moduleNames[index];
      const about = [given, regulators && `regulated by ${regulators}`].filter(Boolean).join('; ');
      return `${[safeName(module.name), safeName(about), ...module.genes.map(nameOf)].join('\t')}\n`;
    })
    .join('');
}

/** Gene sets (GMT): name, description and members of a set per line, as enrichment programs read them. */
import { moduleLabel, type NetworkDocument } from './document';
import { safeName } from './tsv';

/** The modules, each with its regulators in the description. Empty where there are none. */
export function modulesGmt(document: Pick<NetworkDocument, 'genes' | 'modules' | 'moduleNames'>): string {
  const { genes, modules } = document;
  const nameOf = (gene: number) => genes[gene] ?? '';
  return modules
    .map((module, index) => {
      const regulators = module.regulators.map(nameOf).join(', ');
      const about = regulators === '' ? 'co-regulated genes' : `regulated by ${regulators}`;
      return geneSet(moduleLabel(document, index), about, module.genes.map(nameOf));
    })
    .join('');
}

/** A line of its own; no name can end its cell. */
export function geneSet(name: string, about: string, members: readonly string[]): string {
  return `${[name, about, ...members].map(safeName).join('\t')}\n`;
}

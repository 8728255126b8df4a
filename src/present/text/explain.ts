/** Why a gene is predicted to change, in words: paths, what is direct, and what the paths leave. */
import type { Explanation, Path } from '../../dynamics/explain';
import { listOf, percent, signed } from './format';

/** 'GATA1 → KLF1 ⊣ SPI1' */
export function pathText({ genes, signs }: Pick<Path, 'genes' | 'signs'>, names: readonly string[]): string {
  return genes
    .map((gene, at) => {
      const arrow = at === 0 ? '' : signs[at - 1] === -1 ? ' ⊣ ' : ' → ';
      return `${arrow}${names[gene] ?? ''}`;
    })
    .join('');
}

/** 'direct': one edge from a gene that was set. */
export function kindOfPath({ genes }: Pick<Path, 'genes'>): 'direct' | 'downstream' {
  return genes.length === 2 ? 'direct' : 'downstream';
}

/** One sentence per fact; the model's, not the cells'. */
export function explanationText(
  { delta, paths, shared, other, edges }: Explanation,
  target: string,
  names: readonly string[],
): readonly string[] {
  if (delta === 0) return [`${target} is not predicted to change.`];
  const verb = delta < 0 ? 'decreases' : 'increases';
  const main = paths.filter(({ contribution }) => contribution * delta > 0).slice(0, 3);
  const against = paths.filter(({ contribution }) => contribution * delta < 0);
  const opposed = against.reduce((sum, { contribution }) => sum + contribution, 0);
  const direct = paths
    .filter((path) => kindOfPath(path) === 'direct')
    .reduce((sum, { contribution }) => sum + contribution, 0);
  const [edge] = edges;
  return [
    `${target} ${verb} by ${signed(Math.abs(delta)).replace('+', '')} (log expression)${
      main.length === 0 ? '' : `, carried by ${listOf(main.map((path) => pathText(path, names)))}`
    }.`,
    ...(paths.length === 0 ? [] : [`Direct edges contribute ${signed(direct)}.`]),
    ...(opposed === 0 ? [] : [`Paths in the other direction contribute ${signed(opposed)}.`]),
    ...(edge
      ? [
          `Without ${names[edge.source] ?? ''} to ${names[edge.target] ?? ''}, the predicted change is ${signed(delta - edge.contribution)}.`,
        ]
      : []),
    ...(shared === 0
      ? []
      : [
          `The response shared by all perturbations, which is not from the network, contributes ${signed(shared)}.`,
        ]),
    ...(Math.abs(other) < 0.01 * Math.abs(delta)
      ? []
      : [
          `Other paths, loops and the correction of composition contribute ${signed(other)} (${percent(Math.abs(other / delta))} of the change).`,
        ]),
  ];
}

/** Networks of contexts in words: what each learned from the others, which were left out, and what differs. */
import type { ContextPlan, ContextSize } from '../../dataset/contextSizes';
import type { Knowledge } from '../../dataset/knowledge';
import type { ContextRunPlace } from '../../inference/run/contextRuns';
import type { ContextDifferences } from '../../network/networkDifferences';
import { count, listOf, percent, plural } from './format';

/** 'A: 2,400 cells, 20 perturbations. Cross-validation chose strength 3 for the edges of the other contexts: unseen perturbations are predicted 46 % better.' */
export function contextText(
  { name, cells, perturbations }: ContextSize,
  knowledge: Pick<Knowledge, 'strength' | 'gain'>,
): string {
  const size = `${name}: ${plural(cells, 'cell')}, ${plural(perturbations, 'perturbation')}.`;
  const { strength, gain } = knowledge;
  if (strength === 0)
    return `${size} Cross-validation chose strength 0 for the edges of the other contexts: its network is learned from its own cells alone.`;
  const better = gain ? `: unseen perturbations are predicted ${percent(gain.mean)} better` : '';
  return `${size} Cross-validation chose strength ${strength} for the edges of the other contexts${better}.`;
}

/** Name of the known network of a context. */
export const othersName = 'other contexts';

/** 'Run 2 of 5: A by itself'. `context`: null for all. */
export function runText(
  context: string | null,
  withOthers: boolean,
  { number, of }: ContextRunPlace,
): string {
  const what =
    context === null
      ? 'all contexts together'
      : `${context} ${withOthers ? 'with the edges of the others' : 'by itself'}`;
  return `Run ${number} of ${of}: ${what}`;
}

/** 'screen.h5ad, A by itself'. `context`: null for all. */
export function keptRunName(file: string, context: string | null, withOthers: boolean): string {
  if (context === null) return `${file}, all contexts`;
  return `${file}, ${context}${withOthers ? '' : ' by itself'}`;
}

/** Too small for a network of their own. */
export function leftOutText(sizes: readonly ContextSize[]): string {
  const named = sizes.map(
    ({ name, controls, perturbations }) =>
      `${name} (${plural(controls, 'control')}, ${plural(perturbations, 'perturbation')})`,
  );
  return `Left out, with too few cells for a network: ${listOf(named)}.`;
}

/** Why a plan gives no networks to compare, and what to do; null where it does. */
export function contextsFault({ file, column, sizes, missing, chosen, leftOut }: ContextPlan): {
  readonly title: string;
  readonly why: string;
} | null {
  if (column === null)
    return {
      title: `${file} has no column of contexts`,
      why: 'No column looks like cell types or conditions, and none was named.',
    };
  const known = `The values of ${column} are ${listOf(
    sizes.map(({ name }) => name),
    12,
  )}.`;
  if (missing.length > 0) return { title: `${listOf(missing)}: no such context`, why: known };
  if (chosen.length > 1) return null;
  const why = leftOut.length > 0 ? leftOutText(leftOut) : known;
  return { title: `${column} has fewer than two contexts to compare`, why };
}

/** '6 edges differ between A and B with support by the data: 4 stronger in A, 2 in B (of 580 edges; false discovery rate .05).' */
export function differencesText({ first, second, edges }: ContextDifferences): string {
  const supported = edges.filter((edge) => edge.supported);
  const inFirst = supported.filter((edge) => Math.abs(edge.first) > Math.abs(edge.second)).length;
  const of = plural(edges.length, 'edge');
  if (supported.length === 0)
    return `The data support no difference between the networks of ${first} and ${second}: none of ${of} differs by more than resampled fits vary. This does not show that they are equal.`;
  const differ = supported.length === 1 ? '1 edge differs' : `${plural(supported.length, 'edge')} differ`;
  return `${differ} between ${first} and ${second} with support by the data: ${count(inFirst)} stronger in ${first}, ${count(supported.length - inFirst)} in ${second} (of ${of}; false discovery rate .05).`;
}

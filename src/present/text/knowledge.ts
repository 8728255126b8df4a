/** Known edges against measured responses, and their refinement, in words. */
import type { Dataset } from '../../dataset/dataset';
import type { ClassScores } from '../../evaluation/knowledge/consistency';
import type { Confirmation, Finding, JudgedEdge, Observation } from '../../evaluation/knowledge/evidence';
import type { Revision, RevisionKind } from '../../evaluation/knowledge/refine';
import { revisionKinds } from '../../evaluation/knowledge/refine';
import type { KnowledgeReport } from '../../inference/benchmark/knowledge';
import { pText } from './effects';
import { conditionName, count, decimal, joined, listOf, orDash, plural, signed } from './format';
import { rowNoun } from '../../dataset/rows';

export const findingNames: Readonly<Record<Finding, string>> = {
  confirmed: 'confirmed',
  contradicted: 'contradicted',
  'no-response': 'no response',
  unclear: 'unclear',
  untested: 'not tested',
};

export const findingHints: Readonly<Record<Finding, string>> = {
  confirmed:
    'The target responds to a perturbation of its regulator as the edge predicts, perhaps indirectly',
  contradicted: 'The target responds with the opposite sign',
  'no-response': 'The perturbation works, but the target does not respond',
  unclear: 'The response is small or imprecise, or perturbations disagree',
  untested: 'The regulator was not perturbed',
};

export const revisionNames: Readonly<Record<RevisionKind, string>> = {
  turned: 'sign reversed',
  removed: 'removed',
  added: 'added',
  signed: 'sign found',
  kept: 'kept',
};

export const revisionHints: Readonly<Record<RevisionKind, string>> = {
  turned: 'The measured response has the opposite sign',
  removed: 'The target does not respond',
  added: 'The target responds; no known edge or path through one gene explains it',
  signed: 'The known edge had no sign; the response shows it',
  kept: 'Unchanged',
};

const p = (value: number) => (value < 0.001 ? 'p < 0.001' : `p = ${decimal(value, value < 0.1 ? 3 : 2)}`);

/** '3 of 23 known edges are confirmed; exchanged edges give 1.9 on average (p = 0.22): no more than by chance.' */
export function confirmationText({ counts, byChance, p: rank }: Confirmation): string {
  const all = Object.values(counts).reduce((sum, number) => sum + number, 0);
  const tested = all - counts.untested;
  if (tested === 0)
    return `None of ${plural(all, 'known edge')} was tested, because none of their regulators was perturbed.`;
  return joined(
    `${counts.confirmed} of ${plural(tested, 'tested known edge')} ${counts.confirmed === 1 ? 'is' : 'are'} confirmed by measured responses, ${counts.contradicted} contradicted.`,
    `With randomly rewired edges, ${decimal(byChance, 1)} are confirmed on average (${p(rank)}).`,
    rank < 0.05 ? 'The data confirm these known edges.' : 'This is no more than expected by chance.',
  );
}

/** '12 added, 1 sign found, 22 kept.' */
export function revisionCounts(revisions: readonly Revision[]): string {
  const counted = revisionKinds
    .map((kind) => [kind, revisions.filter((one) => one.kind === kind).length] as const)
    .filter(([, number]) => number > 0);
  return `${counted.map(([kind, number]) => `${count(number)} ${revisionNames[kind]}`).join(', ')}.`;
}

function change({ before, after }: { before: ClassScores; after: ClassScores }): string {
  return `${orDash(before.macro, decimal)} before, ${orDash(after.macro, decimal)} after`;
}

/** Agreement of what the base says with measurements, before and after. */
export function refinementText({ agreement, heldOut }: KnowledgeReport): string {
  return joined(
    `Agreement of the known edges with the responses (mean F1 of down, none and up): ${change(agreement)}, on the responses used for the revision.`,
    heldOut
      ? `On ${plural(heldOut.perturbations, 'held-out perturbation')}: ${change(heldOut)}.`
      : 'No perturbation was held out to test the revision.',
  );
}

/** Rows: whose statements, then F1 with the data (down, none, up, mean), F1 with the knowledge, and the balanced score. */
export const consistencyHeader = ['', 'down', 'none', 'up', 'data', 'knowledge', 'balanced'] as const;

export function consistencyRows({
  consistency,
  refinement,
}: KnowledgeReport): readonly (readonly string[])[] {
  const names = [
    ['predictions', 'Predictions (unseen)'],
    ['base', `Known edges (${plural(refinement.hops, 'step')})`],
    ['nothing', 'No change'],
  ] as const;
  return names.map(([key, name]) => {
    const { data, knowledge, balanced } = consistency[key];
    return [
      name,
      ...[data.down, data.none, data.up, data.macro, knowledge.macro, balanced].map((f) =>
        orDash(f, decimal),
      ),
    ];
  });
}

/** What tells how times and rows of the data are called. */
type Measured = Pick<Dataset, 'timeUnit' | 'conditions' | 'scale' | 'notes'>;

/** 'GATA1: −1.25 SD, q 3e-12, 80 cells' */
function observationText({ label, time, effect, q, cells }: Observation, dataset: Measured): string {
  return `${conditionName(label, time, dataset.timeUnit)}: ${signed(effect)} SD, q ${pText(q)}, ${plural(cells, rowNoun(dataset))}`;
}

export function observationsText(observations: readonly Observation[], dataset: Measured): string {
  return observations.length === 0
    ? 'not tested'
    : listOf(
        observations.map((one) => observationText(one, dataset)),
        3,
      );
}

/** 'Contradicted: A → B (A: −1.20 SD, q 1e-5, 80 cells).' */
export function contradictedText(
  edges: readonly JudgedEdge[],
  dataset: Measured & Pick<Dataset, 'genes'>,
): string {
  const { genes } = dataset;
  const named = edges.map(
    ({ source, target, observations }) =>
      `${genes[source] ?? ''} → ${genes[target] ?? ''} (${observationsText(observations, dataset)})`,
  );
  return `Contradicted: ${listOf(named, 8)}.`;
}

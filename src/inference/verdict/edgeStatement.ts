/** Whether the edges of perturbed genes are supported, with the reasons, the strongest first (docs/method.md, "What may be believed"). */
import { isControl, isNamedBy, perturbationLabels } from '../../dataset/dataset';
import { strongestPairs } from '../../network/ranking';
import { isStable } from '../../network/stability';
import { defiesCovariation, hasSignal, labelVerdict, mostAreContradicted } from '../diagnosis/verdict';
import type { FitResult } from '../run/result';
import type { EdgeReason, RunToJudge, Statement } from './statements';

/** The edges that are judged: this number per gene. */
const EDGES_PER_GENE = 2;
/** Shares from which a fault of some edges or perturbations is one of the network. */
const FEW_UNDETECTED = 0.1;
const FEW_CONFOUNDED = 0.1;
const FEW_SUSPECT = 0.2;
const MOST = 0.5;

export function edgeStatement(
  result: FitResult,
  dataset: RunToJudge['dataset'],
  predictionsInDoubt: boolean,
): Statement<EdgeReason> {
  const { diagnosis, confidence } = result;
  const against: EdgeReason[] = [];
  if (hasSignal(diagnosis) === false) against.push({ tag: 'no-measurable-effect' });
  // Covariation alone may disagree with right labels: real effects often do not follow it.
  if (diagnosis.labels && labelVerdict(diagnosis) === 'contradicted' && mostAreContradicted(diagnosis.labels))
    against.push({ tag: 'labels-contradicted' });

  const doubts: EdgeReason[] = [];
  if (diagnosis.effects?.sharedBy) {
    const { measurable, of } = diagnosis.effects;
    (measurable === 0 ? against : doubts).push({ tag: 'shared-response', measurable, of });
  }
  const labels = perturbationLabels(dataset).length;
  const edges = strongestEdges(result);
  if (against.length === 0 && diagnosis.labels && defiesCovariation(diagnosis.labels))
    doubts.push({ tag: 'covariation-disagrees' });
  // Several columns may name batches.
  const confounded = new Set(
    dataset.notes.flatMap((note) => (note.tag === 'confounded-with-batch' ? note.labels : [])),
  ).size;
  if (confounded >= FEW_CONFOUNDED * labels && confounded > 0)
    doubts.push({ tag: 'batch-without-controls', perturbations: confounded, of: labels });
  const undetected = undetectedInControls(dataset, edges);
  if (undetected >= FEW_UNDETECTED * edges.length && undetected > 0)
    doubts.push({ tag: 'undetected-in-controls', edges: undetected, of: edges.length });
  const { shuffled = null, stability = null } = confidence ?? {};
  if (shuffled && stability) {
    const stable = edges.filter(({ pair }) => isStable(stability[pair] ?? 0)).length / edges.length;
    if (stable <= shuffled.stableShare)
      doubts.push({ tag: 'stable-with-shuffled-labels', stable, shuffled: shuffled.stableShare });
  }
  const suspect = diagnosis.suspectLabels.length;
  if (suspect >= FEW_SUSPECT * labels && suspect > 0)
    doubts.push({ tag: 'suspect-labels', suspect, of: labels });
  const idle = withoutEffect(result, dataset, edges);
  if (idle && idle.edges > MOST * idle.of) doubts.push({ tag: 'regulators-without-effect', ...idle });
  if (dataset.notes.some(({ tag }) => tag === 'one-sample-per-condition'))
    doubts.push({ tag: 'one-sample-per-condition' });

  const { effects, signal } = diagnosis;
  const support: EdgeReason | null = effects
    ? { tag: 'measurable-effects', measurable: effects.measurable, of: effects.of }
    : signal === null
      ? null
      : { tag: 'signal', signal };
  if (against.length > 0) return { level: 'none', reasons: [...against, ...doubts] };
  if (support === null) return { level: 'unknown', reasons: [...doubts, { tag: 'not-tested' }] };
  // No edge is "supported" in a network that is drawn as noise.
  if (doubts.length === 0 && predictionsInDoubt) doubts.push({ tag: 'predictions-in-doubt' });
  return { level: doubts.length > 0 ? 'uncertain' : 'supported', reasons: [...doubts, support] };
}

interface JudgedEdge {
  /** Index in Network.weights. */
  readonly pair: number;
  readonly source: number;
  readonly target: number;
}

function strongestEdges({ network }: Pick<FitResult, 'network'>): readonly JudgedEdge[] {
  const genes = network.genes.length;
  return Array.from(strongestPairs(network, EDGES_PER_GENE * genes))
    .filter((pair) => network.weights[pair] !== 0)
    .map((pair) => ({
      pair,
      source: network.regulators[Math.floor(pair / genes)] as number,
      target: pair % genes,
    }));
}

/**
 * Number of edges whose regulator or target is 0 in every control. A regulator that is silent in controls can be overexpressed, and its
 * targets with it: such edges do not count.
 */
function undetectedInControls(
  { values, moments, conditions, conditionOfCell, latent = [] }: RunToJudge['dataset'],
  edges: readonly JudgedEdge[],
): number {
  const genes = conditionOfCell.length === 0 ? 0 : values.length / conditionOfCell.length;
  const isOfControl = conditions.map(isControl);
  const seen = new Uint8Array(genes);
  const look = (rows: Float32Array, condition: number, row: number): void => {
    if (isOfControl[condition] !== true) return;
    for (let gene = 0; gene < genes; gene++) if (rows[row * genes + gene] !== 0) seen[gene] = 1;
  };
  // Of a sampled screen the means of all its cells are known.
  if (moments) moments.condition.forEach((condition, group) => look(moments.mean, condition, group));
  else conditionOfCell.forEach((condition, cell) => look(values, condition, cell));
  // All 0: no control, or values relative to them.
  if (!seen.includes(1)) return 0;
  // Genes that are not measured are inputs known by their perturbation.
  for (const gene of latent) seen[gene] = 1;
  const raised = new Set(
    conditions.flatMap(({ interventions }) =>
      interventions.flatMap(({ gene, kind }) => (kind === 'overexpression' ? [gene] : [])),
    ),
  );
  return edges.filter(
    ({ source, target }) => !raised.has(source) && (seen[source] === 0 || seen[target] === 0),
  ).length;
}

/** Of the edges of perturbed regulators, those whose perturbations have no measurable effect; null where effects were not counted. */
function withoutEffect(
  { diagnosis: { effects } }: Pick<FitResult, 'diagnosis'>,
  { conditions, heldOut }: RunToJudge['dataset'],
  edges: readonly JudgedEdge[],
): { readonly edges: number; readonly of: number } | null {
  if (effects === null) return null;
  const training = conditions.filter(({ label }) => !heldOut.includes(label));
  const genesOf = (chosen: typeof training) =>
    new Set(chosen.flatMap(({ interventions }) => interventions.map(({ gene }) => gene)));
  const perturbed = genesOf(training);
  const effective = genesOf(training.filter((one) => isNamedBy(effects.labels, one)));
  const ofPerturbed = edges.filter(({ source }) => perturbed.has(source));
  return {
    edges: ofPerturbed.filter(({ source }) => !effective.has(source)).length,
    of: ofPerturbed.length,
  };
}

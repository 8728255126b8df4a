/** Known edges against the measured responses of a run, and their refinement (docs/methods/aligned.md). */
import { refineDefaults, type RefineSettings } from '../evaluation/knowledge/refine';
import { type RefinedEdge, refinedEdges } from '../evaluation/knowledge/tables';
import { matchTruth } from '../evaluation/networks/matchTruth';
import type { Truth } from '../evaluation/networks/truth';
import { examineKnowledge, type KnowledgeReport } from '../inference/benchmark/knowledge';
import { priorOn } from '../network/prior';
import { unwrap } from './openData';
import type { LearnedRun } from './learnedRun';

export interface RefinedKnowledge {
  /** Genes are indices into `report.base.genes`. */
  readonly report: KnowledgeReport;
  /** All edges of `known` with the revisions, by the names of the run; `refinedTsv` writes them. */
  readonly edges: readonly RefinedEdge[];
}

/**
 * Which known edges the responses of a run confirm or contradict, and the edges as they should be revised. Takes a second for 100 genes.
 * null for a run of a link, which has no measurements. Throws ModulodeError where no known edge is a possible one.
 */
export async function refineKnowledge(
  { run }: LearnedRun,
  known: Truth,
  settings: Partial<RefineSettings> = {},
): Promise<RefinedKnowledge | null> {
  const { genes, regulators } = run.result.network;
  const { edges } = await matchTruth(known, genes);
  const prior = unwrap(
    priorOn(
      edges,
      known.name,
      genes,
      Array.from(regulators, (gene) => genes[gene] ?? ''),
    ),
  );
  const report = examineKnowledge(run, prior, { ...refineDefaults, ...settings });
  return report && { report, edges: refinedEdges(edges, report.refinement.revisions, genes) };
}

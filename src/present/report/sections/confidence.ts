/** How sure the edges are and what to perturb next, of a run whose confidence was measured. */
import { escapeXml } from '../../../network/formats/escapeXml';
import { confidenceText, disagreementText, namesOf } from '../../text/confidence';
import { confidenceSummary } from '../../text/confidenceSummary';
import type { FinishedRun } from '../../../share/runFile';
import { list, paragraph, strong, table, type Section } from '../markup';

const mostNext = 10;

/** null where it was not measured. */
export function confidenceSection({ dataset, result, view }: FinishedRun): Section | null {
  const { confidence } = result;
  if (!confidence) return null;
  const sentences = confidenceSummary(result, view.edgeBudget, view.moduleNames).map(
    ({ title, text, attention }) =>
      `${strong(`${attention ? 'Caution: ' : ''}${title}.`)} ${escapeXml(text)}`,
  );
  const rows = confidence.nextPerturbations
    .slice(0, mostNext)
    .map((one) => [
      dataset.genes[one.gene] ?? '',
      one.kind,
      one.measured ? 'yes' : 'no',
      disagreementText(one),
      namesOf(one, dataset.genes),
    ]);
  return {
    id: 'confidence',
    name: 'Confidence',
    title: confidenceText.title,
    body:
      list(sentences) +
      paragraph(confidenceText.nextWhy) +
      table(
        confidenceText.next,
        [
          { name: 'Gene', kind: 'text' },
          { name: 'Kind', kind: 'text' },
          { name: 'Perturbed here', kind: 'text' },
          { name: 'Fits disagree by', kind: 'number' },
          { name: 'Most of all about', kind: 'text' },
        ],
        rows,
      ),
  };
}

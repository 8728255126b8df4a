/** What these data cannot tell, and what was noticed while they were read. */
import { escapeXml } from '../../../network/formats/escapeXml';
import { blindSpots } from '../../text/blindSpots';
import { describeNote } from '../../text/notes';
import type { FinishedRun } from '../../../share/runFile';
import { list, strong, type Section } from '../markup';

export function limitsSection({ dataset, result }: FinishedRun): Section {
  const spots = blindSpots(dataset, result).map(({ title, text }) => `${strong(title)} ${escapeXml(text)}`);
  const notes = dataset.notes
    .map(describeNote)
    .toSorted((a, b) => Number(b.attention) - Number(a.attention))
    .map(
      ({ title, detail, attention }) =>
        `${strong(`${attention ? 'Caution: ' : ''}${title}.`)} ${escapeXml(detail)}`,
    );
  return {
    id: 'limits',
    name: 'Limits',
    title: 'What these data cannot tell',
    body: list([...spots, ...notes]),
  };
}

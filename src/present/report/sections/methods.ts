/** The methods paragraph of a paper and its sources, as a section of the report. */
import { escapeDrawn } from '../../../network/formats/escapeXml';
import { tag } from '../../figure/svg/xml';
import { type DescribedRun, methodsOf } from '../../text/methods';
import { numberedSources } from '../../text/sources';
import { list, paragraph, type Section } from '../markup';

export function methodsSection(run: DescribedRun): Section {
  const { paragraphs, sources } = methodsOf(run);
  return {
    id: 'methods',
    name: 'Methods',
    title: 'Methods, to copy',
    body:
      paragraphs.map((text) => paragraph(text)).join('\n') +
      tag('h3', {}, 'Sources') +
      list(numberedSources(sources).map(escapeDrawn), 'sources'),
  };
}

/** A finished run as one HTML page without scripts or requests, byte-identical for the same run; well-formed XML, which tests parse. */
import { escapeXml } from '../../network/formats/escapeXml';
import { tag } from '../figure/svg/xml';
import type { FullBenchmark } from '../../inference/benchmark/benchmark';
import { runVerdict } from '../../inference/diagnosis/runVerdict';
import { findingBeside } from '../text/benchmark';
import { doubtAbout } from '../text/diagnosis';
import type { FinishedRun } from '../../share/finishedRun';
import { list, paragraph, type Markup, type Section } from './markup';
import { besideSection, predictionsSection, truthSection } from './sections/evaluation';
import { edgesSection, modulesSection, networkSection } from './sections/network';
import { confidenceSection, findingHeader, limitsSection } from './sections/finding';
import { learningSection, reproduceSection, dataSection, settingsSection } from './sections/settings';
import { methodsSection } from './sections/methods';
import { reportStyle } from './style';

/** No requests, whatever names the data contain. */
const policy = "default-src 'none'; style-src 'unsafe-inline'";

export interface ReportOptions {
  /** Version of Modulode. */
  readonly version: string;
  /** null if other methods were not run. */
  readonly beside: FullBenchmark | null;
}

export function reportHtml(run: FinishedRun, { version, beside }: ReportOptions): string {
  const predictions = beside?.card.predictions ?? null;
  const truth = truthSection(run, beside?.truthCard ?? null);
  const confidence = confidenceSection(run);
  const sections = [
    networkSection(run, version),
    ...(beside ? [besideSection(run, beside)] : []),
    predictionsSection(run),
    ...(truth ? [truth] : []),
    edgesSection(run),
    modulesSection(run),
    ...(confidence ? [confidence] : []),
    limitsSection(run),
    learningSection(run),
    dataSection(run),
    methodsSection(run, version),
    settingsSection(run),
    reproduceSection(run, version),
  ];
  const head = [
    '<meta charset="utf-8"/>',
    tag('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
    '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
    tag('meta', { name: 'generator', content: `Modulode ${version}` }),
    tag('title', {}, escapeXml(`${run.dataset.name}: ${findingBeside(run.result, predictions)}`)),
    tag('style', {}, reportStyle),
  ].join('\n');
  const body = [
    hatch,
    findingHeader(run, version, predictions),
    tag(
      'main',
      { class: isDoubtful(run) ? 'doubtful' : undefined },
      [contents(sections), ...sections.map(written)].join('\n'),
    ),
    tag(
      'footer',
      {},
      paragraph(
        `Modulode ${version}, seed ${run.settings.seed}, data ${run.dataset.name} (fingerprint ${run.dataset.fingerprint}).`,
      ),
    ),
  ].join('\n');
  const html = tag(
    'html',
    { lang: 'en' },
    `\n${tag('head', {}, `\n${head}\n`)}\n${tag('body', {}, `\n${body}\n`)}\n`,
  );
  return `<!DOCTYPE html>\n${html}\n`;
}

function isDoubtful(run: FinishedRun): boolean {
  return doubtAbout(runVerdict(run)) !== null;
}

/** Fill of bars worse than no change; shared by all figures. */
const hatch = tag(
  'svg',
  { class: 'defs', width: 0, height: 0, 'aria-hidden': 'true' },
  tag(
    'pattern',
    { id: 'hatch', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
    tag('rect', { class: 'hatch-ground', width: 6, height: 6 }) +
      tag('path', { class: 'hatch-line', d: 'M0 0V6' }),
  ),
);

function contents(sections: readonly Section[]): Markup {
  const links = sections.map(({ id, name }) => tag('a', { href: `#${id}` }, name));
  return tag('nav', { 'aria-label': 'Contents' }, list(links));
}

function written({ id, title, body }: Section): Markup {
  return tag(
    'section',
    { id, 'aria-labelledby': `${id}-title` },
    `\n${tag('h2', { id: `${id}-title` }, escapeXml(title))}\n${body}\n`,
  );
}

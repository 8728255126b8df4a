/**
 * A finished run as one HTML page without scripts or requests, byte-identical for the same run; well-formed XML, which tests parse. The
 * methods paragraph of a paper and its sources, as a section of the report.
 */
import { escapeDrawn } from '../../network/formats/escapeXml';
import { tag } from '../figure/svg/xml';
import type { FullBenchmark } from '../../inference/benchmark/benchmark';
import { programOf } from '../../inference/run/program';
import { runVerdict } from '../../inference/verdict/runVerdict';
import { findingBeside } from '../text/benchmark';
import { doubtAbout } from '../text/diagnosis';
import type { EffectsSnapshot } from '../../share/effectsSnapshot';
import type { FinishedRun } from '../../share/finishedRun';
import { type Markup, type Section, htmlPage, list, paragraph, sectionMarkup } from './markup';
import { besideSection, predictionsSection, truthSection } from './sections/evaluation';
import { effectsSection } from './sections/effects';
import { edgesSection, modulesSection, networkSection } from './sections/network';
import { confidenceSection, findingHeader, limitsSection, nextSection } from './sections/finding';
import { dataSection, learningSection, reproduceSection, settingsSection } from './sections/settings';
import { reportStyle } from './style';
import { type DescribedRun, methodsOf } from '../text/methods';
import { numberedSources } from '../text/sources';

/** `beside`: null if other methods were not run. `effects`: of its screen, as its file holds them; null without. */
export function reportHtml(
  run: FinishedRun,
  beside: FullBenchmark | null,
  effects: EffectsSnapshot | null = null,
): string {
  const predictions = beside?.card.predictions ?? null;
  const truth = truthSection(run, beside?.truthCard ?? null);
  const confidence = confidenceSection(run);
  const next = nextSection(run, effects);
  const sections = [
    ...(effects ? [effectsSection(effects)] : []),
    networkSection(run),
    ...(beside ? [besideSection(run, beside)] : []),
    predictionsSection(run),
    ...(truth ? [truth] : []),
    edgesSection(run),
    modulesSection(run),
    ...(confidence ? [confidence] : []),
    ...(next ? [next] : []),
    limitsSection(run),
    learningSection(run),
    dataSection(run),
    methodsSection(run),
    settingsSection(run),
    reproduceSection(run),
  ];
  const body = [
    hatch,
    findingHeader(run, predictions),
    tag(
      'main',
      { class: isDoubtful(run) ? 'doubtful' : undefined },
      [contents(sections), ...sections.map(sectionMarkup)].join('\n'),
    ),
    tag(
      'footer',
      {},
      paragraph(
        `Modulode ${programOf(run.result)}, seed ${run.settings.seed}, data ${run.dataset.name} (fingerprint ${run.dataset.fingerprint}).`,
      ),
    ),
  ].join('\n');
  const title = `${run.dataset.name}: ${findingBeside(run.result, predictions, runVerdict(run).predicts.level)}`;
  return htmlPage({ title, style: reportStyle, body });
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

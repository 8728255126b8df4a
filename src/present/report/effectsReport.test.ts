/** The report of effects, and what of it stands in that of a run: sentences and tables, and that names cannot become markup. */
import { signalOf } from '../../inference/diagnosis/signal';
import { beforeAll, describe, expect, it } from 'vitest';
import { sampleRun } from '../../../tests/support/present/sampleRun';
import { simulatedScreen } from '../../../tests/support/effects/simulatedScreen';
import { elementsOf, readXml } from '../../../tests/support/network/readXml';
import { measureEffects, type MeasuredEffects } from '../../effects/measure';
import { encodeEffects } from '../../share/effectsLink';
import { effectsInText } from '../../share/link';
import { MAX_TEXT } from '../../share/link/frame';
import { calibrationSentence, effectsHeadline } from '../text/effects';
import { toldPerturbations } from './effects';
import { effectsReport } from './effectsReport';
import { reportHtml } from './html';
import { snapshotOfEffects } from './sharedEffects';
import { shownScreen } from './shownScreen';
import { pairLines } from './pairs';

const pairs = [{ of: [1, 2] as const, times: [1, 0] as const, besides: 0 }];
const { screen } = simulatedScreen({ genes: 300, shares: [0.3, 0.3, 0], pairs }, 77);
const hostile = ['control', '<script>alert(1)</script>', '"><img src=x>', 'C & D', 'pair'];

const namesOf = (page: string) => elementsOf(readXml(page)).map(({ name }) => name);

describe('the report of effects', () => {
  let effects: MeasuredEffects;
  beforeAll(async () => {
    effects = await measureEffects(screen, 'auto', () => undefined);
  });
  const reportFor = (labels: readonly string[]) => {
    const perturbations = screen.perturbations.map((one, k) => ({ ...one, label: labels[k] ?? '' }));
    const told = {
      ...toldPerturbations(effects, { perturbations }, 0.05),
      file: 'a.csv',
      labels,
      combined: 1,
      doses: [],
      contexts: null,
      limits: [{ tag: 'binary-values' } as const],
      rate: 0.05,
    };
    const reported = { ...told, pairs: pairLines(effects, labels, 0.05) };
    return { reported, lines: told.lines, page: effectsReport(effects, reported) };
  };
  /** Of a run whose file holds these effects. */
  const runReportFor = async (labels: readonly string[]) => {
    const shown = shownScreen({
      ...reportFor(labels).reported,
      perturbations: screen.perturbations,
      cells: screen,
      effects,
      signal: signalOf(effects, screen),
    });
    const sharing = { title: '', now: 0, fingerprint: '', view: 'map', selected: null, gene: null } as const;
    const inFile = await encodeEffects(snapshotOfEffects(effects, shown, sharing), MAX_TEXT);
    return reportHtml(sampleRun(), null, inFile.ok ? await effectsInText(inFile.value.text) : null);
  };

  it('has the headline, every perturbation, the pair and the three questions', () => {
    const labels = screen.perturbations.map(({ label }) => label);
    const { page, lines } = reportFor(labels);
    expect(reportFor(labels).page).toBe(page);
    const elements = elementsOf(readXml(page));
    const textsOf = (kind: string) => elements.filter(({ name }) => name === kind).map(({ text }) => text);
    expect(textsOf('h1')).toEqual([effectsHeadline(lines)]);
    expect(textsOf('th')).toEqual(expect.arrayContaining(lines.map(({ label }) => label)));
    expect(textsOf('td')).toContain('epistasis: p1 masks p2');
    expect(textsOf('h3')).toEqual(
      expect.arrayContaining(['Are these tests reliable?', 'What could have been missed?', 'What next?']),
    );
    expect(textsOf('p').find((text) => text.endsWith(calibrationSentence(effects)))).toMatch(/^.*0 or 1/);
    expect(textsOf('p')).toContain(
      '1 pair compared with the sum of its single effects. Only pairs are judged, not 1 larger combination.',
    );
  });

  it('holds no markup but its own, whatever perturbations are called', () => {
    const own = new Set(namesOf(reportFor(screen.perturbations.map(({ label }) => label)).page));
    expect(namesOf(reportFor(hostile).page).filter((name) => !own.has(name))).toEqual([]);
    expect([...own]).not.toContain('script');
  });

  it('has its headline, heat map and table before the model in the report of a run, with the same numbers', async () => {
    const labels = screen.perturbations.map(({ label }) => label);
    const own = elementsOf(readXml(reportFor(labels).page));
    const page = await runReportFor(labels);
    expect(await runReportFor(labels)).toBe(page);
    const elements = elementsOf(readXml(page));
    const sections = elements
      .filter(({ name }) => name === 'section')
      .map(({ attributes }) => attributes['id']);
    expect(sections.slice(0, 2)).toEqual(['effects', 'network']);
    expect(elements.find(({ attributes }) => attributes['href'] === '#effects')?.text).toBe('Effects');
    const within = (all: typeof elements, id: string) =>
      all.filter(({ attributes }) => attributes['id'] === id).flatMap((one) => elementsOf(one));
    const texts = (all: typeof elements, kinds: readonly string[]) =>
      all.filter(({ name }) => kinds.includes(name)).map(({ name, text }) => [name, text]);
    const ofRun = within(elements, 'effects');
    const headline = own.find(({ name }) => name === 'h1')?.text;
    expect(texts(ofRun, ['b'])[0]).toEqual(['b', headline]);
    const cells = ['th', 'td'];
    expect(texts(ofRun, cells)).toEqual(texts(within(own, 'perturbations'), cells));
    const drawn = ['h3', 'text', 'title', 'figcaption'];
    expect(texts(ofRun, drawn)).toEqual(texts(within(own, 'genes'), drawn));
    expect(ofRun.filter(({ name }) => name === 'rect').length).toBeGreaterThan(20);
    expect(reportHtml(sampleRun(), null)).not.toContain('id="effects"');
    const names = new Set(namesOf(page));
    expect(namesOf(await runReportFor(hostile)).filter((name) => !names.has(name))).toEqual([]);
  });
});

/** The report of effects: its sentences and tables, and that names cannot become markup. */
import { beforeAll, describe, expect, it } from 'vitest';
import { simulatedScreen } from '../../../tests/support/effects/simulatedScreen';
import { elementsOf, readXml } from '../../../tests/support/network/readXml';
import { measureEffects, type MeasuredEffects } from '../../effects/measure';
import { effectsHeadline } from '../text/effects';
import { toldPerturbations } from './effects';
import { effectsReport } from './effectsReport';
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
      rate: 0.05,
    };
    const { lines } = told;
    return { lines, page: effectsReport(effects, { ...told, pairs: pairLines(effects, labels, 0.05) }) };
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
      expect.arrayContaining(['Can these tests be believed?', 'What could have been missed?', 'What next?']),
    );
    expect(textsOf('p')).toContain(
      '1 pair beside the sum of its singles. Only pairs are judged; 1 larger combination not.',
    );
  });

  it('holds no markup but its own, whatever perturbations are called', () => {
    const own = new Set(namesOf(reportFor(screen.perturbations.map(({ label }) => label)).page));
    expect(namesOf(reportFor(hostile).page).filter((name) => !own.has(name))).toEqual([]);
    expect([...own]).not.toContain('script');
  });
});

/** A measured screen and the same after a link: every view says the same. */
import { beforeAll, describe, expect, it } from 'vitest';
import { simulatedScreen } from '../../../../tests/support/effects/simulatedScreen';
import { contextScreen } from '../../../../tests/support/effects/contextScreen';
import { changesOf } from '../../../effects/changes';
import { type SvgElement, svgMarkup } from '../../../present/chart/chart';
import { effectsHeatMap } from '../../../present/chart/effects';
import { effectsMapChart } from '../../../present/chart/effectsMap';
import { pairMatrix } from '../../../present/chart/pairs';
import { toldContexts } from '../../../present/report/contexts';
import { changedGenes } from '../../../present/report/effects';
import { effectsOfScreen, type EffectsOfScreen } from '../../../present/report/effectsOfScreen';
import { snapshotOfEffects } from '../../../present/report/sharedEffects';
import { shownScreen, type ShownScreen } from '../../../present/report/shownScreen';
import {
  comparedSentences,
  effectsHeadline,
  effectsRate,
  genesText,
  kindText,
  nearestText,
  ownText,
  pText,
} from '../../../present/text/effects';
import { toldText } from '../../../present/text/format';
import { decodeLink } from '../../../share/link';
import { encodeEffects } from '../../../share/effectsLink';
import type { EffectsSnapshot } from '../../../share/effectsSnapshot';
import { cardText } from '../text/effects';
import { type ShownEffects, shownOfLink } from './shownEffects';

const pairs = [{ of: [1, 2] as const, times: [1, 0] as const, besides: 0 }];
const { screen } = simulatedScreen({ genes: 300, shares: [0.3, 0.3, 0], pairs }, 77);

const textsIn = (svg: SvgElement) => Array.from(svgMarkup(svg).matchAll(/>([^<>]+)</gu), ([, text]) => text);

const rows = ({ lines, unit, isTested }: Pick<ShownEffects, 'lines' | 'unit' | 'isTested'>) =>
  lines.map((line) => [
    line.label,
    genesText(line, changedGenes(line)),
    kindText(line),
    ownText(line),
    pText(line.any),
    pText(line.agreement),
    nearestText(line),
    cardText(line, { unit, isTested, lines }),
  ]);

const drawn = ({ map, placed, pairs: lines }: Pick<ShownEffects, 'map' | 'placed' | 'pairs'>) =>
  [effectsHeatMap(map, effectsRate, null), effectsMapChart(placed, 600, null), pairMatrix(lines, null)].map(
    ({ title, note, svg }) => ({ title, note, texts: textsIn(svg) }),
  );

describe('effects from a link', () => {
  let found: EffectsOfScreen;
  let shown: ShownScreen;
  let snapshot: EffectsSnapshot;
  let read: ShownEffects;
  beforeAll(async () => {
    found = await effectsOfScreen(screen, { against: 'auto', rate: effectsRate }, () => undefined);
    shown = shownScreen(found);
    const selected = shown.labels.indexOf(shown.lines[1]?.label ?? '');
    snapshot = snapshotOfEffects(found.effects, shown, {
      title: ' A screen ',
      now: 20_000.5 * 86_400_000,
      fingerprint: 'ab'.repeat(32),
      view: 'pairs',
      selected,
      gene: null,
    });
    const link = await encodeEffects(snapshot);
    const again = link.ok && (await decodeLink(link.value.text));
    if (!again || !again.ok || again.value.kind !== 'effects') throw new Error('it does not come back');
    snapshot = again.value.effects;
    read = shownOfLink(snapshot);
  });

  it('name their sender\u2019s title, day, file and place', () => {
    expect(snapshot).toMatchObject({
      title: 'A screen',
      day: 20_000,
      fingerprint: 'ab'.repeat(8),
      view: 'pairs',
      selected: 1,
    });
  });

  it('have the same sentences, and the same table', () => {
    expect(read.sentences.headline).toBe(effectsHeadline(shown.lines));
    expect(read.sentences.compared).toBe(comparedSentences(shown));
    expect(rows(read)).toEqual(rows(shown));
    expect(read.lines.length).toBeGreaterThan(3);
  });

  it('are drawn with the same labels and titles', () => {
    const scales = /^[×÷] \d/u;
    const [there, here] = [shown, read].map((one) =>
      drawn(one).map((chart) => ({
        ...chart,
        texts: chart.texts.filter((text) => !scales.test(text ?? '')),
      })),
    );
    expect(here).toEqual(there);
    expect(here?.[0]?.texts.length).toBeGreaterThan(100);
  });

  it('have every changed gene of each perturbation, and no other', () => {
    for (const [place, line] of shown.lines.entries()) {
      const { q, p } = changesOf(found.effects, shown.labels.indexOf(line.label));
      const changed = Array.from(q.keys()).filter((gene) => (q[gene] ?? NaN) < effectsRate);
      const names = changed
        .toSorted((a, b) => (p[a] ?? NaN) - (p[b] ?? NaN))
        .map((gene) => shown.genes[gene]);
      expect(snapshot.perturbations[place]?.changed.map(({ gene }) => snapshot.genes[gene])).toEqual(names);
    }
  });
});

const printedContexts = ({ contexts, labels }: Pick<ShownEffects, 'contexts' | 'labels'>) =>
  contexts?.pairs.map(({ lines, ...pair }) => ({
    ...pair,
    headline: contexts.headline,
    lines: lines
      .map(({ perturbation, q, similarity, ...line }) => ({
        ...line,
        label: labels[perturbation],
        q: pText(q ?? NaN),
        similarity: similarity && toldText(similarity),
      }))
      .toSorted((a, b) => (a.label ?? '').localeCompare(b.label ?? '')),
  }));

it('contexts from a link have the sentences and the table of the file, one line for each perturbation', async () => {
  const acts = [
    [1, 1],
    [1, 0],
    [0, 0],
  ];
  const measured = await effectsOfScreen(
    contextScreen({ genes: 300, acts }, 5),
    { against: 'auto', rate: effectsRate },
    () => undefined,
  );
  const sharing = { title: '', now: 0, fingerprint: 'ab'.repeat(32), selected: null, gene: null };
  const link = await encodeEffects(
    snapshotOfEffects(measured.effects, shownScreen(measured), { ...sharing, view: 'contexts' }),
  );
  const content = link.ok && (await decodeLink(link.value.text));
  if (!content || !content.ok || content.value.kind !== 'effects') throw new Error('it does not come back');
  expect(content.value.effects.view).toBe('contexts');
  const own = measured.contexts && toldContexts(measured.contexts, measured.labels, (place) => place);
  expect(own?.pairs[0]?.lines).toHaveLength(3);
  expect(printedContexts(shownOfLink(content.value.effects))).toEqual(
    printedContexts({ contexts: own, labels: measured.labels }),
  );
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyView, MAX_SCENARIOS, type ViewDocument } from '../../../share/view';
import { keepHindrance, kept, placeOf, scenarioRemoved, scenarioRenamed, scenarioSet } from './scenarios';

const setting = {
  sliders: [
    { gene: 3, value: 0 },
    { gene: 1, value: 2 },
  ],
  time: null,
};

describe('kept scenarios', () => {
  it('hold what the sliders change, named by that, and are kept once whatever the order of their genes', () => {
    const unchanged = { gene: 5, value: 1 };
    const view = kept(emptyView, { ...setting, sliders: [...setting.sliders, unchanged] });
    expect(view.scenarios).toEqual([{ name: null, ...setting }]);
    const turned = { ...setting, sliders: setting.sliders.toReversed() };
    expect(placeOf(view.scenarios, turned)).toBe(0);
    expect(keepHindrance(view.scenarios, turned)).toBe('kept');
    expect(kept(view, turned)).toBe(view);
  });

  it('differ by their time', () => {
    const view = kept(kept(emptyView, setting), { ...setting, time: 2 });
    expect(view.scenarios.map(({ time }) => time)).toEqual([null, 2]);
    expect(placeOf(view.scenarios, { ...setting, time: 2 })).toBe(1);
  });

  it('need a gene that is changed, and are no more than can be read side by side', () => {
    expect(keepHindrance([], { sliders: [{ gene: 0, value: 1 }], time: null })).toBe('nothing-set');
    const full = Array.from({ length: MAX_SCENARIOS + 3 }).reduce<ViewDocument>(
      (view, _, gene) => kept(view, { sliders: [{ gene, value: 0 }], time: null }),
      emptyView,
    );
    expect(full.scenarios).toHaveLength(MAX_SCENARIOS);
    expect(keepHindrance(full.scenarios, setting)).toBe('full');
  });

  it('are renamed, and named by their perturbation again where the name is empty', () => {
    const view = kept(emptyView, setting);
    const named = scenarioRenamed(view, 0, '  Erythroid block ');
    expect(named.scenarios[0]?.name).toBe('Erythroid block');
    expect(scenarioRenamed(named, 0, ' ').scenarios[0]?.name).toBeNull();
    expect(scenarioRenamed(named, 0, 'Erythroid block')).toBe(named);
  });

  it('set the sliders to exactly what was kept, and go one by one', () => {
    const settings = fc.uniqueArray(fc.integer({ min: 0, max: 20 }), {
      minLength: 1,
      maxLength: MAX_SCENARIOS,
    });
    fc.assert(
      fc.property(settings, fc.nat(), (genes, pick) => {
        const view = genes.reduce<ViewDocument>(
          (before, gene) => kept(before, { sliders: [{ gene, value: 0 }], time: null }),
          { ...emptyView, sliders: [{ gene: 30, value: 2 }] },
        );
        const place = pick % genes.length;
        expect(scenarioSet(view, place).sliders).toEqual([{ gene: genes[place], value: 0 }]);
        const left = scenarioRemoved(view, place).scenarios.map(({ sliders }) => sliders[0]?.gene);
        expect(left).toEqual(genes.filter((_, at) => at !== place));
      }),
    );
    expect(scenarioSet(emptyView, 4).sliders).toBe(emptyView.sliders);
  });
});

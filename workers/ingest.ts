/** The ingest worker: one import. The values of the data set are transferred, not copied. See protocol.ts. */
import { expose, transfer } from 'comlink';
import { asDatasetError, createImport } from '../src/dataset/import';
import type { EveryGene } from '../src/dataset/quality/everyGene';
import { changesOf, guideChanges, smallestChange } from '../src/effects/changes';
import { groupResponse } from '../src/effects/groupResponse';
import { measureEffects, type MeasuredEffects } from '../src/effects/measure';
import { largerCombinations } from '../src/effects/pairs';
import { typicalTests } from '../src/effects/power';
import { effectsMap } from '../src/present/chart/effects';
import { placedPerturbations } from '../src/present/chart/effectsMap';
import { effectsTables, toldPerturbations } from '../src/present/report/effects';
import { effectsReport } from '../src/present/report/effectsReport';
import { pairLines, pairTables } from '../src/present/report/pairs';
import { calibrationSentence, effectsRate } from '../src/present/text/effects';
import type { IngestApi } from './protocol';

const own = createImport();
/** Values that are read for a run: effects wait for them. */
let loading: Promise<unknown> = Promise.resolve();

/** Of the mapping that was measured last. */
let measured: readonly [MeasuredEffects, Parameters<typeof effectsReport>[1]] | null = null;

const api: IngestApi = {
  ...own,
  async load(mapping, onProgress) {
    const values = own.load(mapping, onProgress);
    loading = values;
    const outcome = await values;
    return outcome.ok ? transfer(outcome, [outcome.value.values.buffer]) : outcome;
  },
  async screenEffects(mapping, onProgress) {
    const screen = await own.everyGene(mapping, () => undefined);
    if (!screen.ok) return screen;
    const inTurn: EveryGene = {
      ...screen.value,
      pass: (use, onBytes) => screen.value.pass(use, onBytes, () => loading),
    };
    try {
      const effects = await measureEffects(inTurn, 'auto', onProgress);
      const labels = screen.value.perturbations.map(({ label }) => label);
      const { lines, suspects } = toldPerturbations(effects, screen.value, effectsRate);
      const combined = largerCombinations(screen.value);
      const pairs = pairLines(effects, labels, effectsRate);
      const { file } = screen.value;
      measured = [effects, { file, labels, lines, suspects, pairs, combined, rate: effectsRate }];
      const { genes, isPooled, dominating, cells, guides, unit, values, isTested } = effects;
      const controls = { cells: cells[0] ?? 0, guides: guides[0] ?? 0 };
      const map = effectsMap(effects, lines, labels, effectsRate);
      const calibration = calibrationSentence(effects);
      const placed = placedPerturbations(effects, lines, labels);
      const groups = effects.alike.groups.map((members) => groupResponse(effects, members, effectsRate));
      return {
        ok: true,
        value: {
          labels,
          genes,
          lines,
          suspects,
          map,
          placed,
          groups,
          pairs,
          largerCombinations: combined,
          isPooled,
          dominating,
          controls,
          calibration,
          missed: typicalTests(effects, effectsRate),
          unit,
          values,
          isTested,
        },
      };
    } catch (error) {
      return { ok: false, error: asDatasetError(error, screen.value.file) };
    }
  },
  changesOf: (perturbation) => measured && changesOf(measured[0], perturbation),
  guideChanges: (perturbation, gene) =>
    measured && {
      own: guideChanges(measured[0], { perturbation, gene }),
      controls: guideChanges(measured[0], { perturbation, gene, of: 0 }),
      smallest: smallestChange(measured[0], { perturbation, gene }, effectsRate),
    },
  effectsFiles() {
    if (!measured) return [];
    const [effects, reported] = measured;
    const { labels, lines, pairs, rate } = reported;
    const files = [
      ...effectsTables(effects, labels, lines),
      ...pairTables(effects, pairs, rate),
      ['report.html', effectsReport(effects, reported)] as const,
    ];
    return files.map(([name, content]) => ({
      name,
      content: new Blob(typeof content === 'string' ? [content] : [...content], {
        type: name.endsWith('.html') ? 'text/html' : 'text/tab-separated-values',
      }),
    }));
  },
};

expose(api);

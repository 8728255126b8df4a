/** The ingest worker: one import. The values of the data set are transferred, not copied. See protocol.ts. */
import { expose, transfer } from 'comlink';
import { asDatasetError, createImport } from '../src/dataset/import';
import { presets } from '../src/dynamics/settings';
import type { TestedRows } from '../src/inference/diagnosis/permutationTest';
import { measureSignal, testedRows } from '../src/inference/diagnosis/signal';
import { changesOf } from '../src/effects/changes';
import { measureEffects } from '../src/effects/measure';
import { effectsMap } from '../src/present/chart/effects';
import { effectsTables, perturbationLines } from '../src/present/report/effects';
import { calibrationSentence, effectsRate } from '../src/present/text/effects';
import type { IngestApi } from './protocol';

const own = createImport();
/** Of the data set loaded last, until its effects are measured. */
let rows: TestedRows | null = null;

/** Of the mapping that was measured last. */
let measured: Parameters<typeof effectsTables> | null = null;

const api: IngestApi = {
  ...own,
  async load(mapping, onProgress) {
    const outcome = await own.load(mapping, onProgress);
    if (!outcome.ok) return outcome;
    const { conditions, heldOut, values } = outcome.value;
    const isTraining = (condition: number) => !heldOut.includes(conditions[condition]?.label ?? '');
    rows = testedRows(outcome.value, isTraining, presets.default.seed);
    return transfer(outcome, [values.buffer]);
  },
  effects() {
    const tested = rows;
    rows = null;
    return tested && measureSignal(tested).effects;
  },
  async screenEffects(mapping, onProgress) {
    const screen = await own.everyGene(mapping, () => undefined);
    if (!screen.ok) return screen;
    try {
      const effects = await measureEffects(screen.value, 'auto', onProgress);
      const labels = screen.value.perturbations.map(({ label }) => label);
      const lines = perturbationLines(effects, labels, effectsRate);
      measured = [effects, labels, lines];
      const { genes, isPooled, dominating, cells, guides } = effects;
      const controls = { cells: cells[0] ?? 0, guides: guides[0] ?? 0 };
      const map = effectsMap(effects, lines, labels, effectsRate);
      const calibration = calibrationSentence(effects);
      return {
        ok: true,
        value: { labels, genes, lines, map, isPooled, dominating, controls, calibration },
      };
    } catch (error) {
      return { ok: false, error: asDatasetError(error, '') };
    }
  },
  changesOf: (perturbation) => measured && changesOf(measured[0], perturbation),
  effectsTables: () =>
    (measured ? effectsTables(...measured) : []).map(([name, content]) => ({
      name,
      content: new Blob(typeof content === 'string' ? [content] : [...content], {
        type: 'text/tab-separated-values',
      }),
    })),
};

expose(api);

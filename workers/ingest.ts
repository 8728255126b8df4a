/** The ingest worker: one import. The values of the data set are transferred, not copied. See protocol.ts. */
import { expose, transfer } from 'comlink';
import { asDatasetError, createImport } from '../src/dataset/import';
import type { EveryGene } from '../src/dataset/quality/everyGene';
import { changesOf, guideChanges, changesOfGenes, smallestChange } from '../src/effects/changes';
import { groupResponse } from '../src/effects/groupResponse';
import { typicalTests } from '../src/effects/power';
import { effectsMap, wholeSize } from '../src/present/chart/effects';
import { placedPerturbations } from '../src/present/chart/effectsMap';
import { responseNetwork } from '../src/present/chart/responseNetwork';
import { effectsFiles, effectsOfScreen, type EffectsOfScreen } from '../src/present/report/effectsOfScreen';
import { calibrationSentence, effectsRate } from '../src/present/text/effects';
import type { IngestApi } from './protocol';

const own = createImport();
/** Values that are read for a run: effects wait for them. */
let loading: Promise<unknown> = Promise.resolve();

/** Of the mapping that was measured last. */
let measured: EffectsOfScreen | null = null;

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
      measured = await effectsOfScreen(inTurn, { against: 'auto', rate: effectsRate }, onProgress);
      const { effects, labels, lines, suspects, pairs, combined, guides: apart } = measured;
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
          guides: apart,
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
  changesOf: (perturbation) => measured && changesOf(measured.effects, perturbation),
  responseNetwork: () =>
    measured && responseNetwork(measured.effects, measured.lines, measured.labels, effectsRate),
  changesOfGenes: (genes) => measured && changesOfGenes(measured.effects, genes),
  guideChanges: (perturbation, gene) =>
    measured && {
      own: guideChanges(measured.effects, { perturbation, gene }),
      controls: guideChanges(measured.effects, { perturbation, gene, of: 0 }),
      smallest: smallestChange(measured.effects, { perturbation, gene }, effectsRate),
    },
  wholeMap() {
    if (!measured) return null;
    const { effects, lines, labels } = measured;
    const map = effectsMap(effects, lines, labels, effectsRate, wholeSize);
    return transfer(map, [map.log2.buffer, map.strong.buffer, map.own.buffer]);
  },
  effectsFiles() {
    if (!measured) return [];
    return effectsFiles(measured).map(({ name, content }) => ({
      name,
      content: new Blob(typeof content === 'string' ? [content] : [...content], {
        type: name.endsWith('.html') ? 'text/html' : 'text/tab-separated-values',
      }),
    }));
  },
};

expose(api);

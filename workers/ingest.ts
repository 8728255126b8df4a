/** The ingest worker: one import. The values of the data set are transferred, not copied. See protocol.ts. */
import { expose, transfer } from 'comlink';
import { asDatasetError, createImport } from '../src/dataset/import';
import type { EveryGene } from '../src/dataset/quality/everyGene';
import type { MeasuredContexts } from '../src/effects/contexts';
import { changesOf, guideChanges, smallestChange } from '../src/effects/changes';
import { effectsMap, wholeSize } from '../src/present/chart/effects';
import { responseNetwork } from '../src/present/chart/responseNetwork';
import {
  contextsOfScreen,
  effectsFiles,
  effectsOfAllCells,
  effectsOfFile,
  type EffectsOfScreen,
} from '../src/present/report/effectsOfScreen';
import { snapshotOfEffects } from '../src/present/report/sharedEffects';
import { type ShownScreen, shownScreen } from '../src/present/report/shownScreen';
import { effectsRate } from '../src/present/text/effects';
import type { IngestApi } from './protocol';

const own = createImport();
/** Values that are read for a run: effects wait for them. */
let loading: Promise<unknown> = Promise.resolve();

/** Of the mapping that was measured last. */
let measured: EffectsOfScreen | null = null;
let shown: ShownScreen | null = null;
/** Measures its contexts, once they are asked for. */
let measureContexts = (): Promise<MeasuredContexts | null> => Promise.resolve(null);
let contexts: Promise<MeasuredContexts | null> | null = null;
const contextsOfEffects = () => (contexts ??= measureContexts());

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
      pass: (use, how) => screen.value.pass(use, { ...how, turn: () => loading }),
    };
    try {
      const found = await effectsOfAllCells(inTurn, { against: 'auto', rate: effectsRate }, onProgress);
      measured = found;
      contexts = null;
      measureContexts = () => contextsOfScreen(found, inTurn, () => undefined);
      shown = shownScreen(found);
      return { ok: true, value: shown };
    } catch (error) {
      return { ok: false, error: asDatasetError(error, screen.value.file) };
    }
  },
  contextsOfEffects,
  changesOf: (perturbation) => measured && changesOf(measured.effects, perturbation),
  responseNetwork: () =>
    measured && responseNetwork(measured.effects, measured.lines, measured.labels, effectsRate),
  effectsOfFile: (genes) => measured && effectsOfFile(measured, genes),
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
  async effectsFiles() {
    if (!measured) return [];
    return effectsFiles({ ...measured, contexts: await contextsOfEffects() }).map(({ name, content }) => ({
      name,
      content: new Blob(typeof content === 'string' ? [content] : [...content], {
        type: name.endsWith('.html') ? 'text/html' : 'text/tab-separated-values',
      }),
    }));
  },
  effectsSnapshot: (sharing) => measured && shown && snapshotOfEffects(measured.effects, shown, sharing),
};

expose(api);

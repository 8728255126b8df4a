/** What the ingest worker answers about one import. The values of the data set are transferred, not copied. See protocol.ts. */
import { transfer } from 'comlink';
import type { DatasetError, Outcome } from '../src/dataset/errors';
import { asDatasetError, createImport, type Import, type ReadProgress } from '../src/dataset/import';
import type { Mapping } from '../src/dataset/mapping';
import type { EveryGene } from '../src/dataset/quality/everyGene';
import { sameEffects } from '../src/dataset/sameMapping';
import type { MeasuredContexts } from '../src/effects/contexts';
import { changesOf, guideChanges, pairChanges, smallestChange } from '../src/effects/changes';
import { effectsMap, wholeSize } from '../src/present/chart/effects';
import { responseNetwork } from '../src/present/chart/responseNetwork';
import {
  contextsOfScreen,
  effectsFiles,
  effectsOfAllCells,
  effectsOfFile,
  type EffectsOfScreen,
} from '../src/present/report/effectsOfScreen';
import { escapedInFile } from '../src/present/report/cells';
import { snapshotOfEffects } from '../src/present/report/sharedEffects';
import { type ShownScreen, shownScreen } from '../src/present/report/shownScreen';
import { effectsRate } from '../src/present/text/effects';
import type { IngestApi } from './protocol';

interface Measured {
  readonly screen: EveryGene;
  readonly found: EffectsOfScreen;
}

type Measuring = Promise<Outcome<Measured, DatasetError>>;
type OnShare = (share: number) => void;

/** Effects of the open file, for the page and for what a model leaves out. */
function measuring(own: Import) {
  /** Values that are read for a run: effects wait for them. */
  let loading: Promise<unknown> = Promise.resolve();
  /** Effects of the open cells that were asked for last. */
  let asked: { readonly mapping: Mapping; readonly effects: Measuring } | null = null;

  async function effectsOf(mapping: Mapping, onProgress: OnShare): Measuring {
    const read = await own.everyGene(mapping, () => undefined);
    if (!read.ok) return read;
    const screen: EveryGene = {
      ...read.value,
      pass: (use, how) => read.value.pass(use, { ...how, turn: () => loading }),
    };
    try {
      const found = await effectsOfAllCells(screen, { against: 'auto', rate: effectsRate }, onProgress);
      return { ok: true, value: { screen, found } };
    } catch (error) {
      return { ok: false, error: asDatasetError(error, screen.file) };
    }
  }

  function ask(mapping: Mapping, onProgress: OnShare): Measuring {
    const effects = effectsOf(mapping, onProgress);
    asked = { mapping, effects };
    return effects;
  }

  /** Cells that effects say a model leaves out; measured for that where nobody asked for them. */
  async function leftOut(
    mapping: Mapping,
    onProgress: (progress: ReadProgress) => void,
  ): Promise<Outcome<Uint8Array, DatasetError>> {
    const report = (share: number) => onProgress({ phase: 'scanning', bytesDone: share, bytesTotal: 1 });
    const effects =
      asked !== null && sameEffects(asked.mapping, mapping)
        ? await asked.effects
        : await effectsOf(mapping, report);
    if (!effects.ok) return effects;
    const { found } = effects.value;
    return { ok: true, value: escapedInFile(found.effects, found.cells) };
  }

  const load: Import['load'] = async (mapping, onProgress) => {
    const escaped = mapping.cells === 'responding' ? await leftOut(mapping, onProgress) : null;
    if (escaped?.ok === false) return escaped;
    const values = own.load(mapping, onProgress, escaped?.value);
    loading = values;
    const outcome = await values;
    return outcome.ok ? transfer(outcome, [outcome.value.values.buffer]) : outcome;
  };

  /** The open file has other cells or genes. */
  const forget = () => {
    asked = null;
  };
  return { ask, load, forget };
}

export function createIngest(): IngestApi {
  const own = createImport();
  const { ask, load, forget } = measuring(own);
  /** Of the mapping that was measured last. */
  let measured: EffectsOfScreen | null = null;
  let shown: ShownScreen | null = null;
  /** Measures its contexts, once they are asked for. */
  let measureContexts: (() => Promise<MeasuredContexts | null>) | null = null;
  let contexts: Promise<MeasuredContexts | null> | null = null;
  const contextsOfEffects = () => (contexts ??= measureContexts?.() ?? Promise.resolve(null));

  return {
    ...own,
    load,
    takeColumns(...choice) {
      forget();
      return own.takeColumns(...choice);
    },
    addControls(...controls) {
      forget();
      return own.addControls(...controls);
    },
    async screenEffects(mapping, onProgress) {
      const outcome = await ask(mapping, onProgress);
      if (!outcome.ok) return outcome;
      const { screen, found } = outcome.value;
      measured = found;
      contexts = null;
      measureContexts = () => contextsOfScreen(found, screen, () => undefined);
      shown = shownScreen(found);
      return { ok: true, value: shown };
    },
    contextsOfEffects,
    changesOf: (perturbation) => measured && changesOf(measured.effects, perturbation),
    pairChanges: (pair) => measured && pairChanges(measured.effects, pair),
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
    async effectsSnapshot(sharing) {
      if (!measured || !shown) return null;
      const { effects } = measured;
      return snapshotOfEffects(effects, { ...shown, contexts: await contextsOfEffects() }, sharing);
    },
  };
}

/** The data of a run and the effects of its file: one way for the terminal and the library. */
import type { Dataset } from '../../dataset/dataset';
import type { DatasetError } from '../../dataset/errors';
import type { Import } from '../../dataset/import';
import type { Mapping } from '../../dataset/mapping';
import { effectsRate } from '../text/effects';
import { escapedInFile } from './cells';
import { effectsOfScreen, type EffectsOfScreen } from './effectsOfScreen';

type Loaded =
  | { readonly ok: true; readonly dataset: Dataset; readonly found: EffectsOfScreen | null }
  | { readonly ok: false; readonly error: DatasetError };

interface Progress {
  readonly reading: Parameters<Import['load']>[1];
  readonly measuring: (share: number) => void;
  readonly onLoaded?: (dataset: Dataset) => void;
}

/** `found`: null where effects cannot be measured. They are measured with all cells, and first where they tell which cells the model learns from. */
export async function loadedWithEffects(
  data: Pick<Import, 'everyGene' | 'load'>,
  mapping: Mapping,
  { reading, measuring, onLoaded }: Progress,
): Promise<Loaded> {
  const isOfResponding = mapping.cells === 'responding';
  const measured = async () => {
    const screen = await data.everyGene(mapping, reading);
    return screen.ok
      ? {
          ok: true as const,
          found: await effectsOfScreen(screen.value, { against: 'auto', rate: effectsRate }, measuring),
        }
      : { ...screen, found: null };
  };
  const first = isOfResponding ? await measured() : null;
  if (first?.ok === false) return { ok: false, error: first.error };
  const escaped = first ? escapedInFile(first.found.effects, first.found.cells) : undefined;
  const loaded = await data.load(mapping, reading, escaped);
  if (!loaded.ok) return loaded;
  onLoaded?.(loaded.value);
  const { found } = first ?? (await measured());
  return { ok: true, dataset: loaded.value, found };
}

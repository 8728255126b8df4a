/** The effects of a screen as the files that `modulode effects` and `modulode infer` write. */
import type { Dataset } from '../dataset/dataset';
import { effectsAnnData, effectsMetrics } from '../present/report/effectsFile';
import { effectsFiles, type EffectsOfScreen } from '../present/report/effectsOfScreen';
import { snapshotOfEffects } from '../present/report/sharedEffects';
import { shownScreen } from '../present/report/shownScreen';
import { encodeEffects } from '../share/effectsLink';
import { MAX_TEXT } from '../share/link/frame';
import { jsonText } from './files';
import type { FolderFile } from './infer/runFolder';

/** '42 %' of the measurement is done. */
export function measuringText(share: number): string {
  return `Measuring effects: ${Math.round(100 * share)} %`;
}

/** Values of a layer up to which effects.h5ad is written: its writer holds all of them at once. */
const MOST_IN_H5AD = 2 ** 25;

/** Tables, report, metrics, and for scanpy an AnnData file. */
export async function allEffectsFiles(found: EffectsOfScreen): Promise<readonly FolderFile[]> {
  const { effects, labels, lines } = found;
  const isLarge = lines.length * effects.genes.length > MOST_IN_H5AD;
  return [
    ...effectsFiles(found),
    { name: 'metrics.json', content: jsonText(effectsMetrics(found)) },
    ...(isLarge ? [] : [{ name: 'effects.h5ad', content: await effectsAnnData(effects, labels, lines) }]),
  ];
}

/** As a run file of this data set holds them, whose day counts; null where that is too long. */
export async function effectsInRunFile(
  found: EffectsOfScreen,
  { name, fingerprint }: Pick<Dataset, 'name' | 'fingerprint'>,
): Promise<string | null> {
  const [first] = found.lines;
  const selected = first ? found.labels.indexOf(first.label) : null;
  const snapshot = snapshotOfEffects(found.effects, shownScreen(found), {
    title: name,
    now: 0,
    fingerprint,
    view: 'map',
    selected,
    gene: null,
  });
  const encoded = await encodeEffects(snapshot, MAX_TEXT);
  return encoded.ok ? encoded.value.text : null;
}

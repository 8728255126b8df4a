/** Published screens as frozen runs: links that lie beside the page (scripts/make-frozen-screens.ts), fetched when one is opened. */
import type { Level } from '../../../inference/verdict/statements';
import { log, useArrival } from '../stores';
import { linkIn } from '../view/stepHistory';
import { openLink } from './actions';
import list from './frozenScreens.json';

type Line = (typeof list)[number];

/** What each holds: `FrozenLine` of the script. */
export interface FrozenScreen extends Omit<Line, 'predicts' | 'edges'> {
  readonly predicts: Level;
  readonly edges: Level;
}

/** JSON has strings where the type has a choice. */
export const frozenScreens: readonly FrozenScreen[] = list.map((line) => ({
  ...line,
  predicts: levelOf(line.predicts),
  edges: levelOf(line.edges),
}));

function levelOf(text: string): Level {
  return (['supported', 'uncertain', 'none'] as const).find((level) => level === text) ?? 'unknown';
}

/** Opens it as a shared link opens, with the link in the address. Where its file is gone, everything stays, and a message says so. */
export async function openFrozen({ id, name }: FrozenScreen): Promise<void> {
  try {
    const response = await fetch(new URL(`screens/${id}.txt`, document.baseURI));
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
    const link = (await response.text()).trim();
    // An address that has the link already does not change.
    if (linkIn(location.hash) === link) await openLink(link);
    else location.hash = link;
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const failure = { tag: 'frozen-unavailable', name, detail } as const;
    useArrival.setState({ error: failure });
    log({ tag: 'error', error: failure });
  }
}

/** A run of the open file says of effects what Effects says, whichever of the two is there first. */
import { type EffectsOfFile, toldBy } from '../../../inference/run/toldEffects';
import { isOfOpenFile } from '../data/importState';
import type { EffectsState } from '../state';
import { useEffects, useImport, useRun } from '../stores';

interface Parts {
  /** Of the file whose effects are on screen, in these genes. */
  readonly effectsOfFile: (genes: readonly string[]) => Promise<EffectsOfFile | null>;
  /** Keeps the run, of which an earlier result may be stored. */
  readonly save: () => unknown;
}

export function followMeasured({ effectsOfFile, save }: Parts): void {
  let asked: Pick<EffectsState, 'found'> & { readonly diagnosis: unknown } = { found: null, diagnosis: null };

  async function adopt(): Promise<void> {
    const { result, dataset, shared } = useRun.getState();
    const { found } = useEffects.getState();
    if (!result || !dataset || !found || shared || !isOfOpenFile(useImport.getState(), dataset)) return;
    // Other parts of a result may change, and its diagnosis stays.
    if (asked.found === found && asked.diagnosis === result.diagnosis) return;
    asked = { found, diagnosis: result.diagnosis };
    const answer = await effectsOfFile(dataset.genes);
    const now = useRun.getState().result;
    if (!answer || now?.diagnosis !== result.diagnosis || useEffects.getState().found !== found) return;
    const told = toldBy(now, answer);
    asked = { found, diagnosis: told.diagnosis };
    useRun.setState({ result: told });
    save();
  }

  useEffects.subscribe(() => void adopt());
  useRun.subscribe(() => void adopt());
  void adopt();
}

/** How good the cells of the open file are: measured in its worker when a person looks, and told anew with every rule. */
import { proxy } from 'comlink';
import type { ReadProgress } from '../../../dataset/import';
import type { Mapping } from '../../../dataset/mapping';
import { qualityCancelled, qualityEnded, qualityProgressed } from '../importState';
import { latestWins } from '../latestWins';
import { useImport } from '../stores';
import { fail, openIngest } from './import';

/** Of the mapping on screen. Reads the values where they were not read for the same cells. */
export function measureQuality(mapping: Mapping): void {
  questions.ask(mapping);
}

export function cancelQuality(): void {
  useImport.setState(qualityCancelled, true);
  void openIngest()?.ask((ingest) => ingest.cancelQuality());
}

const questions = latestWins(
  async (mapping: Mapping) => {
    const own = openIngest();
    const { phase, mapping: shown } = useImport.getState();
    // Else the values are read for the run just then, or another file is on its way.
    const isSettled = shown === mapping && (phase === 'checking' || phase === 'ready');
    if (!own || !isSettled) return null;
    let ended = false;
    const told = ({ bytesDone, bytesTotal }: ReadProgress) => {
      if (ended || openIngest() !== own) return;
      const share = bytesTotal > 0 ? bytesDone / bytesTotal : 0;
      useImport.setState((state) => qualityProgressed(state, share), true);
    };
    const outcome = await own.ask((ingest) => ingest.quality(mapping, proxy(told)));
    ended = true;
    return openIngest() === own ? (outcome.ok ? outcome.value : outcome) : null;
  },
  (mapping, answer) => {
    useImport.setState((state) => qualityEnded(state, answer.ok ? answer.value : null, mapping), true);
    if (answer.ok || answer.error.tag === 'cancelled' || answer.error.tag === 'worker-ended') return;
    fail(answer.error);
  },
);

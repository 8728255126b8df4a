/** Effects of the open file's perturbations: measured by the worker that has the file, and kept there gene by gene. */
import { proxy, type Remote } from 'comlink';
import type { IngestApi, ScreenEffects } from '../../../../workers/protocol';
import type { DatasetError } from '../../../dataset/errors';
import type { Mapping } from '../../../dataset/mapping';
import { sameEffects } from '../../../dataset/sameMapping';
import type { EffectsSnapshot, EffectsView } from '../../../share/effectsSnapshot';
import { latestWins } from '../latestWins';
import { type EffectsState, noEffects } from '../state';
import { useEffects, useImport } from '../stores';
import type { Reader } from './reader';

export const selectPerturbation = (selected: number) =>
  useEffects.setState({ selected, pair: null, gene: null });
export const selectPair = (pair: number) => useEffects.setState({ selected: null, pair, gene: null });
export const selectEffectsGene = (gene: number) => useEffects.setState({ gene });
export const showEffectsAs = (view: EffectsView) => useEffects.setState({ view });

/** Shows the effects of a link as its sender did, until it is left or a file is opened. */
export function showSharedEffects(shared: EffectsSnapshot): void {
  const { view, selected, selectedGene } = shared;
  // The control has the first place on the page.
  const place = selected === null ? null : selected + 1;
  useEffects.setState({ shared, view, selected: place, pair: null, gene: selectedGene });
}

/** What is seen of a link: it stays while a file is read, which may be refused. */
function ofLink(): Partial<EffectsState> {
  const { shared, view, selected, pair, gene } = useEffects.getState();
  return shared ? { shared, view, selected, pair, gene } : {};
}

/** Leaves the effects of a link for those of the open file. */
export function leaveSharedEffects(): void {
  const { found } = useEffects.getState();
  useEffects.setState({ shared: null, view: 'map', selected: firstOf(found), pair: null, gene: null });
}

/** The perturbation that changes most. */
function firstOf(found: ScreenEffects | null): number | null {
  const first = found?.lines[0];
  return found && first ? found.labels.indexOf(first.label) : null;
}

export function createEffects(reader: Reader) {
  /** Measures the effects of a file whose values allow it, unless they are there or under way. */
  function measureEffects(mapping: Mapping): void {
    const asked = useEffects.getState().mapping;
    if (asked && sameEffects(asked, mapping)) return;
    useEffects.setState({ ...noEffects, ...ofLink(), mapping, share: 0 }, true);
    requests.ask(mapping);
  }

  const requests = latestWins(
    async (mapping: Mapping): Promise<ScreenEffects | null> => {
      const own = reader.present();
      if (!own) return null;
      const isShown = () => reader.isPresent(own) && useEffects.getState().mapping === mapping;
      const report = (share: number) => {
        if (isShown() && useEffects.getState().share !== null) useEffects.setState({ share });
      };
      const refused = (error: DatasetError) => {
        if (isShown()) useEffects.setState({ share: null, error });
      };
      return reader.answerOf(own, (ingest) => ingest.screenEffects(mapping, proxy(report)), refused);
    },
    (mapping, found) => {
      if (useEffects.getState().mapping !== mapping) return;
      const { shared } = useEffects.getState();
      useEffects.setState({ share: null, found, ...(shared ? {} : { selected: firstOf(found) }) });
      if (typeof mapping.contextColumn === 'string') void addContexts(mapping);
    },
  );

  /** Of the effects on screen; null where they are gone. */
  async function answerTo<Value>(
    question: (ingest: Remote<IngestApi>) => Promise<Value | null>,
  ): Promise<Value | null> {
    const answer = await reader.present()?.ask(question);
    return answer?.ok ? answer.value : null;
  }

  /** Each context is read as often as all cells, whose effects do not wait for that. */
  async function addContexts(mapping: Mapping): Promise<void> {
    const contexts = await answerTo((ingest) => ingest.contextsOfEffects());
    const { found, mapping: asked } = useEffects.getState();
    if (contexts && found && asked === mapping) useEffects.setState({ found: { ...found, contexts } });
  }

  const changesOf = (perturbation: number) => answerTo((ingest) => ingest.changesOf(perturbation));
  const pairChanges = (pair: number) => answerTo((ingest) => ingest.pairChanges(pair));
  const responseNetwork = () => answerTo((ingest) => ingest.responseNetwork());
  const guideChanges = (perturbation: number, gene: number) =>
    answerTo((ingest) => ingest.guideChanges(perturbation, gene));
  const wholeMap = () => answerTo((ingest) => ingest.wholeMap());
  const effectsFiles = async () => (await answerTo((ingest) => ingest.effectsFiles())) ?? [];

  const effectsOfFile = (genes: readonly string[]) => answerTo((ingest) => ingest.effectsOfFile(genes));

  /** What a link of them carries. */
  function effectsSnapshot(title: string): Promise<EffectsSnapshot | null> {
    const { view, selected, gene } = useEffects.getState();
    const fingerprint = useImport.getState().opened?.fingerprint ?? '';
    const sharing = { title, now: Date.now(), fingerprint, view, selected, gene };
    return answerTo((ingest) => ingest.effectsSnapshot(sharing));
  }

  /** The file is closed, or another is read. */
  function forget(): void {
    requests.forget();
    useEffects.setState({ ...noEffects, ...ofLink() }, true);
  }

  let aside: EffectsState | null = null;

  /** Another file is read, which may be refused. What is still being measured is measured again then. */
  function setAside(): void {
    const state = useEffects.getState();
    aside = state.share === null ? state : null;
  }

  /** The file is open again, with what was measured in it. */
  function putBack(): void {
    if (!aside?.mapping) return;
    const { mapping, found, shared } = aside;
    const link = ofLink();
    useEffects.setState({ ...aside, ...link }, true);
    aside = null;
    // It may have been left meanwhile.
    if (shared && !link.shared) leaveSharedEffects();
    if (found && !found.contexts && typeof mapping.contextColumn === 'string') void addContexts(mapping);
  }

  return {
    measureEffects,
    changesOf,
    pairChanges,
    responseNetwork,
    effectsOfFile,
    guideChanges,
    wholeMap,
    effectsFiles,
    effectsSnapshot,
    ofFile: { forget, setAside, putBack },
  };
}

/** Effects of the open file's perturbations: measured by the worker that has the file, and kept there gene by gene. */
import { proxy } from 'comlink';
import type { ChosenChanges, GeneChanges } from '../../../effects/changes';
import type { GuideChanges, ScreenEffects } from '../../../../workers/protocol';
import type { DatasetError } from '../../../dataset/errors';
import type { EffectsMap } from '../../../present/chart/effects';
import { defaultCandidates } from '../../../dataset/factors/candidates';
import type { Mapping } from '../../../dataset/mapping';
import type { ResponseNetwork } from '../../../present/chart/responseNetwork';
import type { EffectsSnapshot, EffectsView } from '../../../share/effectsSnapshot';
import { latestWins } from '../latestWins';
import { noEffects } from '../state';
import { useEffects, useImport } from '../stores';
import { sameMapping } from './importState';
import type { Reader } from './reader';

/** With the same choices for the model: effects are tested in every gene and for every perturbation. */
const withoutModel = (mapping: Mapping): Mapping => ({
  ...mapping,
  genes: { total: 0, pasted: [] },
  regulators: null,
  candidates: defaultCandidates,
  heldOut: [],
});

export const selectPerturbation = (selected: number) => useEffects.setState({ selected, gene: null });
export const selectEffectsGene = (gene: number) => useEffects.setState({ gene });
export const showEffectsAs = (view: EffectsView) => useEffects.setState({ view });

/** Shows the effects of a link as its sender did, until it is left or a file is opened. */
export function showSharedEffects(shared: EffectsSnapshot): void {
  const { view, selected, selectedGene } = shared;
  // The control has the first place on the page.
  const place = selected === null ? null : selected + 1;
  useEffects.setState({ shared, view, selected: place, gene: selectedGene });
}

/** Leaves the effects of a link for those of the open file. */
export function leaveSharedEffects(): void {
  const { found } = useEffects.getState();
  useEffects.setState({ shared: null, view: 'map', selected: firstOf(found), gene: null });
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
    if (asked && sameMapping(withoutModel(asked), withoutModel(mapping))) return;
    const { shared, view, selected, gene } = useEffects.getState();
    const seen = shared ? { shared, view, selected, gene } : {};
    useEffects.setState({ ...noEffects, ...seen, mapping, share: 0 }, true);
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
    },
  );

  /** Of one perturbation of the effects on screen; null where they are gone. */
  async function changesOf(perturbation: number): Promise<GeneChanges | null> {
    const answer = await reader.present()?.ask((ingest) => ingest.changesOf(perturbation));
    return answer?.ok ? answer.value : null;
  }

  /** null where the effects on screen are gone. */
  async function responseNetwork(): Promise<ResponseNetwork | null> {
    const answer = await reader.present()?.ask((ingest) => ingest.responseNetwork());
    return answer?.ok ? answer.value : null;
  }

  let chosen: {
    readonly found: ScreenEffects | null;
    readonly genes: readonly string[];
    readonly answer: Promise<ChosenChanges | null>;
  } | null = null;

  /** Of the effects on screen, asked for once for the same genes; null where they are gone. */
  function changesOfGenes(genes: readonly string[]): Promise<ChosenChanges | null> {
    const { found } = useEffects.getState();
    if (chosen?.found === found && chosen.genes === genes) return chosen.answer;
    const answer = askChangesOf(genes);
    chosen = { found, genes, answer };
    return answer;
  }

  async function askChangesOf(genes: readonly string[]): Promise<ChosenChanges | null> {
    const answer = await reader.present()?.ask((ingest) => ingest.changesOfGenes(genes));
    return answer?.ok ? answer.value : null;
  }

  async function guideChanges(perturbation: number, gene: number): Promise<GuideChanges | null> {
    const answer = await reader.present()?.ask((ingest) => ingest.guideChanges(perturbation, gene));
    return answer?.ok ? answer.value : null;
  }

  async function wholeMap(): Promise<EffectsMap | null> {
    const answer = await reader.present()?.ask((ingest) => ingest.wholeMap());
    return answer?.ok ? answer.value : null;
  }

  async function effectsFiles(): Promise<readonly { readonly name: string; readonly content: Blob }[]> {
    const answer = await reader.present()?.ask((ingest) => ingest.effectsFiles());
    return answer?.ok ? answer.value : [];
  }

  /** What a link of the effects on screen carries; null where they are gone. */
  async function effectsSnapshot(title: string): Promise<EffectsSnapshot | null> {
    const { view, selected, gene } = useEffects.getState();
    const fingerprint = useImport.getState().opened?.fingerprint ?? '';
    const sharing = { title, now: Date.now(), fingerprint, view, selected, gene };
    const answer = await reader.present()?.ask((ingest) => ingest.effectsSnapshot(sharing));
    return answer?.ok ? answer.value : null;
  }

  /** The file is closed, or another is read. */
  function forget(): void {
    requests.forget();
    chosen = null;
    useEffects.setState(noEffects, true);
  }

  return {
    measureEffects,
    changesOf,
    responseNetwork,
    changesOfGenes,
    guideChanges,
    wholeMap,
    effectsFiles,
    effectsSnapshot,
    forget,
  };
}

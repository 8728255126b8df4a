/** What is looked at on the step Effects, by names, so that it is found again after a reload. */
import { effectsViews, type EffectsView } from '../../../share/effectsSnapshot';
import type { EffectsState } from '../state';
import { useEffects } from '../stores';

export interface SeenEffects {
  readonly view: EffectsView;
  /** Labels and names; null: none is chosen. */
  readonly perturbation: string | null;
  readonly gene: string | null;
}

/** null where none are there. */
export function effectsSeen(): SeenEffects | null {
  const state = useEffects.getState();
  const { view, selected, gene } = state;
  const names = namesOf(state);
  return (
    names && {
      view,
      perturbation: (selected === null ? null : names.labels[selected]) ?? null,
      gene: (gene === null ? null : names.genes[gene]) ?? null,
    }
  );
}

/** Shows it again, as far as it is there. */
export function seeEffects({ view, perturbation, gene }: SeenEffects): void {
  const state = useEffects.getState();
  const names = namesOf(state);
  const selected = perturbation === null ? -1 : (names?.labels.indexOf(perturbation) ?? -1);
  const place = gene === null ? -1 : (names?.genes.indexOf(gene) ?? -1);
  useEffects.setState({
    view,
    ...(selected < 0 ? {} : { selected, gene: place < 0 ? null : place }),
  });
}

/** The control has the first place among labels. */
function namesOf({ shared, found }: EffectsState) {
  if (!shared) return found;
  return { labels: ['', ...shared.perturbations.map(({ label }) => label)], genes: shared.genes };
}

/** Of an entry of the history, which may be of an earlier version. */
export function isSeenEffects(seen: unknown): seen is SeenEffects {
  if (typeof seen !== 'object' || seen === null) return false;
  if (!('view' in seen) || !('perturbation' in seen) || !('gene' in seen)) return false;
  return (
    effectsViews.some((view) => view === seen.view) &&
    [seen.perturbation, seen.gene].every((name) => name === null || typeof name === 'string')
  );
}

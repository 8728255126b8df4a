/**
 * The steps of the page in the browser's history: Back returns to the former step, and Effects are seen there as they were, also after a
 * reload. Addresses stay as they are, since they may hold a link.
 */
import type { ScreenState, StepName } from '../state';
import { effectsSeen, isSeenEffects, type SeenEffects, seeEffects } from './effectsView';
import { useEffects, useImport, useRun, useScreen } from '../stores';

/** In the order of the work. */
export const steps = [
  'data',
  'check',
  'effects',
  'model',
  'train',
  'explore',
  'perturb',
  'evaluate',
  'methods',
] as const satisfies readonly StepName[];

export const stepNames: Readonly<Record<StepName, string>> = {
  data: 'Data',
  check: 'Check',
  effects: 'Effects',
  model: 'Model',
  train: 'Train',
  explore: 'Explore',
  perturb: 'Perturb',
  evaluate: 'Evaluate',
  methods: 'Methods',
};

/** What an entry of the history holds. */
interface Entry {
  readonly step: StepName;
  /** The link in its address was made from the run on screen: returning to the entry opens nothing. */
  readonly ownLink: boolean;
  /** What was looked at on Effects; null elsewhere. */
  readonly effects: SeenEffects | null;
}

/** The step changes within the present entry. */
let inPlace = false;

/** Gives every step an entry and shows the step of an entry that is returned to. Returns the unsubscribe function. */
export function followSteps(): () => void {
  const returned = () => {
    const entry = presentEntry();
    // A link or an anchor of the page makes entries without a step.
    if (entry) changeInPlace({ step: isStepOpen(entry.step) ? entry.step : 'data' });
    else history.replaceState({ ...entryNow(), effects: null }, '');
    if (entry?.effects) seeEffects(entry.effects);
  };
  // A link whose effects are still read shows them as they were before the reload.
  history.replaceState({ ...entryNow(), effects: effectsBefore() }, '');
  window.addEventListener('popstate', returned);
  const leave = useScreen.subscribe(({ step }, before) => {
    if (step === before.step) return;
    const entry = entryNow(hasOwnLink());
    if (inPlace) history.replaceState(entry, '');
    else history.pushState(entry, '');
  });
  const leaveEffects = useEffects.subscribe(() => {
    if (useScreen.getState().step === 'effects') history.replaceState(entryNow(hasOwnLink()), '');
  });
  return () => {
    window.removeEventListener('popstate', returned);
    leave();
    leaveEffects();
  };
}

/** What was looked at on Effects in the present entry of the history. */
export function effectsBefore(): SeenEffects | null {
  return presentEntry()?.effects ?? null;
}

/** Where Back has no use for the step that was shown, as after its file was closed. */
export function changeInPlace(screen: Partial<ScreenState>): void {
  inPlace = true;
  useScreen.setState(screen);
  inPlace = false;
}

/** Puts a link to the run on screen into the address. */
export function showOwnLink(link: string): void {
  history.replaceState(entryNow(true), '', link);
}

export function hasOwnLink(): boolean {
  return presentEntry()?.ownLink ?? false;
}

/** Whether the step has anything to show. */
export function isStepOpen(step: StepName): boolean {
  const { opened } = useImport.getState();
  const { dataset, shared } = useRun.getState();
  switch (step) {
    case 'data':
    case 'train':
      return true;
    case 'check':
      return opened !== null;
    case 'effects':
      return opened !== null || useEffects.getState().shared !== null;
    case 'model':
      return opened !== null || (dataset !== null && !shared);
    case 'explore':
    case 'perturb':
    case 'evaluate':
    case 'methods':
      return dataset !== null;
    default:
      return step satisfies never;
  }
}

function entryNow(ownLink = false): Entry {
  const { step } = useScreen.getState();
  return { step, ownLink, effects: step === 'effects' ? effectsSeen() : null };
}

function presentEntry(): Entry | null {
  const state: unknown = history.state;
  if (!isEntry(state)) return null;
  return { ...state, effects: isSeenEffects(state.effects) ? state.effects : null };
}

/** Entries of earlier versions have no effects. */
function isEntry(state: unknown): state is Omit<Entry, 'effects'> & { readonly effects?: unknown } {
  return typeof state === 'object' && state !== null && 'step' in state && 'ownLink' in state;
}

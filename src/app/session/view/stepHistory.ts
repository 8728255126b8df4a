/**
 * The steps of the page in the browser's history: Back returns to the former step. Addresses stay as they are, since they
 * may hold a link.
 */
import type { ScreenState, StepName } from '../state';
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
}

/** The step changes within the present entry. */
let inPlace = false;

/** Gives every step an entry and shows the step of an entry that is returned to. Returns the unsubscribe function. */
export function followSteps(): () => void {
  const returned = () => {
    const entry = presentEntry();
    // A link or an anchor of the page makes entries without a step.
    if (entry) changeInPlace({ step: isStepOpen(entry.step) ? entry.step : 'data' });
    else history.replaceState(entryNow(), '');
  };
  history.replaceState(entryNow(), '');
  window.addEventListener('popstate', returned);
  const leave = useScreen.subscribe(({ step }, before) => {
    if (step === before.step) return;
    const entry = entryNow(hasOwnLink());
    if (inPlace) history.replaceState(entry, '');
    else history.pushState(entry, '');
  });
  return () => {
    window.removeEventListener('popstate', returned);
    leave();
  };
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
  return { step: useScreen.getState().step, ownLink };
}

function presentEntry(): Entry | null {
  const state: unknown = history.state;
  return isEntry(state) ? state : null;
}

function isEntry(state: unknown): state is Entry {
  return typeof state === 'object' && state !== null && 'step' in state && 'ownLink' in state;
}

/**
 * The steps of the page in the browser's history and in the address: Back returns to the former step, and what is shown, Effects as they
 * are seen included, comes back after a reload and from a copied address. All of it stands after #, behind a link if there is one: labels
 * and genes are the person's own, and no server sees that part.
 */
import { effectsViews, type EffectsView } from '../../../share/effectsSnapshot';
import type { PartName, ScreenState, StepName, EffectsState } from '../state';
import { useEffects, useImport, useRun, useScreen } from '../stores';

/** In the order of the work, with what is shown of each. */
export const partsOf: Readonly<Record<StepName, readonly PartName[]>> = {
  data: ['data', 'check'],
  effects: ['effects'],
  model: ['model', 'train'],
  explore: ['explore'],
  perturb: ['perturb'],
  evaluate: ['evaluate', 'methods'],
};

export const steps = ['data', 'effects', 'model', 'explore', 'perturb', 'evaluate'] as const;
const allParts = steps.flatMap((step) => partsOf[step]);

export const stepNames: Readonly<Record<StepName, string>> = {
  data: 'Data',
  effects: 'Effects',
  model: 'Model',
  explore: 'Explore',
  perturb: 'Perturb',
  evaluate: 'Evaluate',
};

/** Of steps that have two. */
export const partNames: Readonly<Partial<Record<PartName, string>>> = {
  data: 'Open',
  check: 'Check',
  model: 'Settings',
  train: 'Training',
  evaluate: 'This run',
  methods: 'Other methods',
};

export function stepOf(part: PartName): StepName {
  return steps.find((step) => partsOf[step].includes(part)) ?? 'data';
}

/** What an entry of the history holds. */
interface Entry {
  readonly step: PartName;
  /** The link in its address was made from the run on screen: returning to the entry opens nothing. */
  readonly ownLink: boolean;
  /** What was looked at on Effects; null elsewhere. */
  readonly effects: SeenEffects | null;
}

/** The step changes within the present entry. */
let inPlace = false;
/** What the address asked for when the page was opened, until it is shown or a person goes elsewhere. */
let asked: Pick<Entry, 'step' | 'effects'> | null = null;

/** Of links that were opened or made here: whether what they hold is still on screen. */
const shownLinks = new Map<string, () => boolean>();
/** Links that gave way to other data: returning to their entries does not open them again. */
const leftLinks = new Set<string>();

/** Gives every step an entry and shows the step of an entry that is returned to. Returns the unsubscribe function. */
export function followSteps(): () => void {
  const returned = () => {
    const entry = presentEntry();
    const link = linkIn(location.hash);
    const isLeft = entry !== null && (entry.ownLink || leftLinks.has(link));
    // The browser opens it, or opens it again.
    if (!isLeft && !isOnScreen(link)) forgetLink(link);
    // A link, an address that was typed, or an anchor of the page makes entries without a step.
    asked = entry ? null : askedBy(location.hash);
    if (entry) changeInPlace({ step: isStepOpen(entry.step) ? entry.step : 'data' });
    else history.replaceState({ ...entryNow(), effects: null }, '');
    if (entry?.effects) seeEffects(entry.effects);
    // What comes with a link is shown once that is read.
    if (linkIn(location.hash) === '') showAsked();
    leaveLink();
  };
  asked = askedBy(location.hash);
  history.replaceState(entryNow(), '');
  window.addEventListener('popstate', returned);
  const leave = useScreen.subscribe(({ step }, before) => {
    if (step === before.step) return;
    const entry = entryNow(hasOwnLink());
    // An address that says no step, as that of a link, stays so until a person goes on.
    if (inPlace)
      history.replaceState(entry, '', linkIn(location.hash) === location.hash ? undefined : address());
    else {
      asked = null;
      history.pushState(entry, '', address());
    }
  });
  const leaveLinks = [useRun, useImport, useEffects].map((store) => store.subscribe(leaveLink));
  const leaveEffects = useEffects.subscribe((effects, before) => {
    if (effects.found !== before.found) seeAsked();
    const isSame = (['view', 'selected', 'gene', 'found', 'shared'] as const).every(
      (what) => effects[what] === before[what],
    );
    if (useScreen.getState().step === 'effects' && !isSame)
      history.replaceState(entryNow(hasOwnLink()), '', address());
  });
  return () => {
    asked = null;
    window.removeEventListener('popstate', returned);
    leave();
    leaveEffects();
    leaveLinks.forEach((leaveOne) => leaveOne());
    [...shownLinks.keys()].forEach(forgetLink);
  };
}

/** Shows what the address asked for, in place of `otherwise`, where it is there by now. */
export function showAsked(otherwise: Partial<ScreenState> = {}): void {
  changeInPlace({ ...otherwise, ...(asked && isStepOpen(asked.step) ? { step: asked.step } : {}) });
  seeAsked();
}

/** Effects may be measured later than the step is shown. */
function seeAsked(): void {
  if (asked?.effects && effectsSeen()) seeEffects(asked.effects);
}

/** Where Back has no use for the step that was shown, as after its file was closed. */
export function changeInPlace(screen: Partial<ScreenState>): void {
  inPlace = true;
  useScreen.setState(screen);
  inPlace = false;
}

/** Puts a link to what is on screen into the address, in place of what is shown: the link says that itself. */
export function showOwnLink(link: string, isStill: () => boolean): void {
  history.replaceState(entryNow(true), '', link);
  linkShows(isStill);
}

/** The link in the address stays there as long as what it holds is on screen, or waits to be. */
export function linkShows(isStill: () => boolean): void {
  shownLinks.set(linkIn(location.hash), isStill);
}

/** Links that nothing is known of stay: they may be read just now. */
function isOnScreen(link: string): boolean {
  return shownLinks.get(link)?.() ?? true;
}

function forgetLink(link: string): void {
  shownLinks.delete(link);
  leftLinks.delete(link);
}

/** Takes a link whose data are on screen no more out of the address, which would bring them back. */
function leaveLink(): void {
  if (shownLinks.size === 0) return;
  const link = linkIn(location.hash);
  if (isOnScreen(link)) return;
  leftLinks.add(link);
  history.replaceState(entryNow(), '', address());
}

export function hasOwnLink(): boolean {
  return presentEntry()?.ownLink ?? false;
}

/** Whether there is anything to show. */
export function isStepOpen(step: PartName): boolean {
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

/** The hash of an address without what is shown: a link, an anchor of the page, or ''. */
export function linkIn(hash: string): string {
  return hash.replace(/[#&](?:step|view|perturbation|gene)=.*$/u, '');
}

/** The present address with what is shown. The page opens on the training of its demo, which needs no word. */
function address(): string {
  const { step, effects } = entryNow();
  const said = Object.entries({ step, ...effects }).flatMap(([name, value]) =>
    value === null ? [] : `${name}=${encodeURIComponent(value)}`,
  );
  const link = linkIn(location.hash);
  const all = [isOnScreen(link) ? link.slice(1) : '', ...(step === 'train' ? [] : said)]
    .filter((part) => part !== '')
    .join('&');
  return `${location.pathname}${location.search}${all && `#${all}`}`;
}

/** null where no step is asked for that the page has; names that its data do not have are ignored when they are looked up. */
function askedBy(hash: string): typeof asked {
  const said = new URLSearchParams(hash.slice(linkIn(hash).length + 1));
  const step = allParts.find((part) => part === said.get('step'));
  if (!step) return null;
  const view = effectsViews.find((one) => one === said.get('view'));
  const effects = { view: view ?? 'map', perturbation: said.get('perturbation'), gene: said.get('gene') };
  return { step, effects: step === 'effects' && (view || effects.perturbation) ? effects : null };
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

/** Entries of other versions may have no effects, or a step that is not there. */
function isEntry(state: unknown): state is Omit<Entry, 'effects'> & { readonly effects?: unknown } {
  return (
    typeof state === 'object' &&
    state !== null &&
    'step' in state &&
    'ownLink' in state &&
    allParts.some((part) => part === state.step)
  );
}

/** What is looked at on the step Effects, by names, so that it is found again after a reload. */
interface SeenEffects {
  readonly view: EffectsView;
  /** Labels and names; null: none is chosen. */
  readonly perturbation: string | null;
  readonly gene: string | null;
}

/** null where none are there. */
function effectsSeen(): SeenEffects | null {
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
function seeEffects({ view, perturbation, gene }: SeenEffects): void {
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
function isSeenEffects(seen: unknown): seen is SeenEffects {
  if (typeof seen !== 'object' || seen === null) return false;
  if (!('view' in seen) || !('perturbation' in seen) || !('gene' in seen)) return false;
  return (
    effectsViews.some((view) => view === seen.view) &&
    [seen.perturbation, seen.gene].every((name) => name === null || typeof name === 'string')
  );
}

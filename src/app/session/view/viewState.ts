/** Transitions of the view document (everything undo covers) as pure functions, and undo itself. Gene numbers index Dataset.genes. */
import { MAX_SLIDER, type NameSource } from '../../../share/view';
import type { Selection, ViewDocument } from '../state';

export function selected(view: ViewDocument, selection: Selection): ViewDocument {
  return JSON.stringify(selection) === JSON.stringify(view.selection) ? view : { ...view, selection };
}

/** `max`: the number of possible edges. */
export function budgeted(view: ViewDocument, edges: number, max: number): ViewDocument {
  const edgeBudget = Math.min(Math.max(1, Math.round(edges)), Math.max(1, max));
  return edgeBudget === view.edgeBudget ? view : { ...view, edgeBudget };
}

export function minimumStabilitySet(view: ViewDocument, share: number): ViewDocument {
  const minimumStability = Math.min(1, Math.max(0, share));
  return minimumStability === view.minimumStability ? view : { ...view, minimumStability };
}

export function moduleToggled(view: ViewDocument, module: number): ViewDocument {
  const others = view.hiddenModules.filter((other) => other !== module);
  const wasHidden = others.length < view.hiddenModules.length;
  return { ...view, hiddenModules: wasHidden ? others : [...others, module].toSorted((a, b) => a - b) };
}

/** An empty name restores the default name. */
export function moduleRenamed(view: ViewDocument, module: number, name: string): ViewDocument {
  const { [module]: _name, ...others } = view.moduleNames;
  const { [module]: _source, ...namedAfter } = view.namedAfter;
  const trimmed = name.trim();
  return { ...view, namedAfter, moduleNames: trimmed === '' ? others : { ...others, [module]: trimmed } };
}

/** Names after gene sets, by module; those that a person gave stay, earlier ones after sets go. */
export function modulesNamed(
  view: ViewDocument,
  names: ReadonlyMap<number, { readonly name: string; readonly source: NameSource }>,
): ViewDocument {
  const given = Object.entries(view.moduleNames).filter(([module]) => !(Number(module) in view.namedAfter));
  const taken = new Set(given.map(([module]) => Number(module)));
  const free = [...names].filter(([module]) => !taken.has(module));
  return {
    ...view,
    moduleNames: Object.fromEntries([...given, ...free.map(([module, { name }]) => [module, name])]),
    namedAfter: Object.fromEntries(free.map(([module, { source }]) => [module, source])),
  };
}

export function pinned(view: ViewDocument, gene: number, x: number, y: number): ViewDocument {
  return { ...view, pins: [...view.pins.filter((pin) => pin.gene !== gene), { gene, x, y }] };
}

/** Pins belong to the arrangement that is left. */
export function arranged(view: ViewDocument, arrangement: ViewDocument['arrangement']): ViewDocument {
  return arrangement === view.arrangement ? view : { ...view, arrangement, pins: [], layoutFrozen: false };
}

export function unpinned(view: ViewDocument, gene: number): ViewDocument {
  return without(view, 'pins', gene);
}

/** Value relative to control: 0 knocked out, 1 unchanged, at most 3. A new gene is added at the end of the list. */
export function slid(view: ViewDocument, gene: number, value: number): ViewDocument {
  const bounded = Math.min(MAX_SLIDER, Math.max(0, value));
  const known = view.sliders.some((slider) => slider.gene === gene);
  const sliders = known
    ? view.sliders.map((slider) => (slider.gene === gene ? { gene, value: bounded } : slider))
    : [...view.sliders, { gene, value: bounded }];
  return { ...view, sliders };
}

/** The nearest change in the table: knocked out, unchanged or doubled. */
export function nearestTabulated(gene: number, value: number): ViewDocument['sliders'] {
  const nearest = value < 0.5 ? 0 : value < 1.5 ? 1 : 2;
  return [{ gene, value: nearest }];
}

export function timed(view: ViewDocument, time: number | null): ViewDocument {
  return time === view.time ? view : { ...view, time };
}

export function cellsShown(view: ViewDocument, change: Partial<ViewDocument['cells']>): ViewDocument {
  const cells = { ...view.cells, ...change };
  return JSON.stringify(cells) === JSON.stringify(view.cells) ? view : { ...view, cells };
}

export function released(view: ViewDocument, gene: number): ViewDocument {
  return without(view, 'sliders', gene);
}

function without(view: ViewDocument, field: 'pins' | 'sliders', gene: number): ViewDocument {
  const kept = view[field].filter((one) => one.gene !== gene);
  return kept.length < view[field].length ? { ...view, [field]: kept } : view;
}

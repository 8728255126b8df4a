/** Transitions of the view document (everything undo covers) as pure functions. Gene numbers index Dataset.genes. */
import { highestSlider } from '../../share/view';
import type { Selection, ViewDocument } from './state';

export function selected(view: ViewDocument, selection: Selection): ViewDocument {
  return JSON.stringify(selection) === JSON.stringify(view.selection) ? view : { ...view, selection };
}

/** `most`: the number of possible edges. */
export function budgeted(view: ViewDocument, edges: number, most: number): ViewDocument {
  const edgeBudget = Math.min(Math.max(1, Math.round(edges)), Math.max(1, most));
  return edgeBudget === view.edgeBudget ? view : { ...view, edgeBudget };
}

export function leastStable(view: ViewDocument, share: number): ViewDocument {
  const minimumStability = Math.min(1, Math.max(0, share));
  return minimumStability === view.minimumStability ? view : { ...view, minimumStability };
}

export function moduleToggled(view: ViewDocument, module: number): ViewDocument {
  const hidden = view.hiddenModules.includes(module);
  return {
    ...view,
    hiddenModules: hidden
      ? view.hiddenModules.filter((other) => other !== module)
      : [...view.hiddenModules, module].toSorted((a, b) => a - b),
  };
}

/** An empty name gives the module its own name (M1, M2 …) back. */
export function moduleRenamed(view: ViewDocument, module: number, name: string): ViewDocument {
  const others = Object.fromEntries(
    Object.entries(view.moduleNames).filter(([key]) => Number(key) !== module),
  );
  const trimmed = name.trim();
  return { ...view, moduleNames: trimmed === '' ? others : { ...others, [module]: trimmed } };
}

export function pinned(view: ViewDocument, gene: number, x: number, y: number): ViewDocument {
  return { ...view, pins: [...view.pins.filter((pin) => pin.gene !== gene), { gene, x, y }] };
}

export function unpinned(view: ViewDocument, gene: number): ViewDocument {
  return view.pins.some((pin) => pin.gene === gene)
    ? { ...view, pins: view.pins.filter((pin) => pin.gene !== gene) }
    : view;
}

/** Value relative to control: 0 out, 1 unchanged, 3 at most. A new gene goes to the end of the list. */
export function slid(view: ViewDocument, gene: number, value: number): ViewDocument {
  const bounded = Math.min(highestSlider, Math.max(0, value));
  const known = view.sliders.some((slider) => slider.gene === gene);
  const sliders = known
    ? view.sliders.map((slider) => (slider.gene === gene ? { gene, value: bounded } : slider))
    : [...view.sliders, { gene, value: bounded }];
  return { ...view, sliders };
}

export function released(view: ViewDocument, gene: number): ViewDocument {
  return view.sliders.some((slider) => slider.gene === gene)
    ? { ...view, sliders: view.sliders.filter((slider) => slider.gene !== gene) }
    : view;
}

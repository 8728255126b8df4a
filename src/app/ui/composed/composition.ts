/**
 * The figure being composed: its panels, width and text size, with undo of its own. A panel is a copy of what was on screen when it was
 * added, so panels of several runs can stand in one figure (decision 0064). It is kept in this browser.
 */
import { create } from 'zustand';
import { NARROWEST, WIDEST } from '../../../present/figure/sheet/sheet';
import { showScreen } from '../../session/page/actions';
import { edit, type History, newHistory, redo, undo } from '../../session/history';
import type { Composition, Panel } from './content';
import { changedElsewhere, keep } from './kept';

/** Letters end at z; a figure of more panels than this is not read. */
export const MAX_PANELS = 12;

export const emptyComposition: Composition = { width: 174, fontSize: 7, panels: [], hasCaption: true };

/** At the end; the composition as it is where it is full. */
export function added(figure: Composition, panel: Omit<Panel, 'id'>): Composition {
  if (figure.panels.length >= MAX_PANELS) return figure;
  const id = 1 + Math.max(0, ...figure.panels.map((one) => one.id));
  return { ...figure, panels: [...figure.panels, { ...panel, id }] };
}

export function removed(figure: Composition, id: number): Composition {
  return { ...figure, panels: figure.panels.filter((panel) => panel.id !== id) };
}

/** To that place, from 0; places outside are those at the ends. */
export function moved(figure: Composition, id: number, place: number): Composition {
  const panel = figure.panels.find((one) => one.id === id);
  if (!panel) return figure;
  const others = figure.panels.filter((one) => one !== panel);
  const to = Math.min(others.length, Math.max(0, place));
  if (figure.panels[to] === panel) return figure;
  return { ...figure, panels: others.toSpliced(to, 0, panel) };
}

export function spanned(figure: Composition, id: number, span: number): Composition {
  const panels = figure.panels.map((panel) => (panel.id === id ? { ...panel, span } : panel));
  return { ...figure, panels };
}

/** Millimetres, within what a page takes. */
export function sized(figure: Composition, width: number): Composition {
  return { ...figure, width: Math.min(WIDEST, Math.max(NARROWEST, Math.round(width))) };
}

export const useComposition = create<History<Composition>>(() => newHistory(emptyComposition));

export function compose(change: (figure: Composition) => Composition, gesture: string | null = null): void {
  useComposition.setState((history) => edit(history, change(history.present), gesture));
}

export function undoCompose(): void {
  useComposition.setState(undo);
}

export function redoCompose(): void {
  useComposition.setState(redo);
}

let isRestoring = false;

useComposition.subscribe((now, before) => {
  if (now.present !== before.present && !isRestoring) keep(now.present);
});

/** Takes over the figure of before a reload or of another tab, as one undo step where this tab has one. */
export async function restoreFigure(): Promise<void> {
  const figure = await changedElsewhere();
  if (!figure) return;
  isRestoring = true;
  useComposition.setState((history) =>
    history.present === emptyComposition ? newHistory(figure) : edit(history, figure, null),
  );
  isRestoring = false;
}

/** Adds the panel and shows the figure. */
export async function addToFigure(panel: Omit<Panel, 'id'>): Promise<void> {
  await restoreFigure();
  compose((figure) => added(figure, panel));
  showScreen({ dialog: 'composer' });
}

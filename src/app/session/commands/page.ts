/** Commands of editing, exporting and of the page itself. */
import * as act from '../actions';
import { useScreen, useView } from '../stores';
import { hasNetwork, viewCommand, type Command } from './command';

const always = () => true;

/** Closes what is open, then clears the selection. */
function back(): void {
  if (useScreen.getState().dialog !== 'none') act.showScreen({ dialog: 'none' });
  else act.select(null);
}

export const pageCommands: readonly Command[] = [
  {
    id: 'undo',
    label: 'Undo',
    icon: 'ArrowBackUp',
    shortcuts: ['Mod+z'],
    group: 'Edit',
    enabled: () => useView.getState().past.length > 0,
    run: act.undoView,
  },
  {
    id: 'redo',
    label: 'Redo',
    icon: 'ArrowForwardUp',
    shortcuts: ['Shift+Mod+z', 'Mod+y'],
    group: 'Edit',
    enabled: () => useView.getState().future.length > 0,
    run: act.redoView,
  },
  {
    id: 'export',
    label: 'Export',
    icon: 'Download',
    shortcuts: ['Mod+e'],
    group: 'Export',
    enabled: hasNetwork,
    run: () => act.showScreen({ dialog: 'export' }),
  },
  viewCommand('exportSvg', {
    id: 'export-svg',
    label: 'Download figure (SVG)',
    icon: 'Vector',
    shortcuts: [],
    group: 'Export',
  }),
  viewCommand('exportPng', {
    id: 'export-png',
    label: 'Download figure (PNG)',
    icon: 'Photo',
    shortcuts: [],
    group: 'Export',
  }),
  {
    id: 'search',
    label: 'Search gene or command',
    icon: 'Search',
    shortcuts: ['/', 'Mod+k'],
    group: 'Page',
    enabled: always,
    run: () => act.showScreen({ dialog: 'palette' }),
  },
  {
    id: 'shortcuts',
    label: 'Keyboard shortcuts',
    icon: 'Keyboard',
    shortcuts: ['?'],
    group: 'Page',
    enabled: always,
    run: () => act.showScreen({ dialog: 'shortcuts' }),
  },
  {
    id: 'single-keys',
    label: 'Single-key shortcuts on or off',
    icon: 'KeyboardOff',
    shortcuts: [],
    group: 'Page',
    enabled: always,
    run: () => act.showScreen({ singleKeyShortcuts: !useScreen.getState().singleKeyShortcuts }),
  },
  {
    id: 'back',
    label: 'Back',
    icon: 'ArrowLeft',
    shortcuts: ['Escape'],
    group: 'Page',
    enabled: () => useScreen.getState().dialog !== 'none' || useView.getState().present.selection !== null,
    run: back,
  },
];

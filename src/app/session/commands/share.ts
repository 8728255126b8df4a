/** Commands that pass on what is on screen. */
import * as act from '../actions';
import { useRun } from '../stores';
import type { Command } from './command';

const hasResult = () => useRun.getState().result !== null;

export const shareCommands: readonly Command[] = [
  {
    id: 'share',
    label: 'Share',
    icon: 'Share2',
    shortcuts: [],
    group: 'Export',
    enabled: hasResult,
    run: () => act.showScreen({ dialog: 'share' }),
  },
  {
    id: 'save-run',
    label: 'Save run',
    icon: 'DeviceFloppy',
    shortcuts: ['Mod+s'],
    group: 'Export',
    enabled: act.canSaveRun,
    run: () => void act.saveRunFile(),
  },
];

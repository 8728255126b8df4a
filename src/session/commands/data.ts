/** Commands that bring data in. */
import * as act from '../actions';
import { useImport, useRun } from '../stores';
import { viewCommand, type Command } from './command';

export const dataCommands: readonly Command[] = [
  viewCommand('chooseFiles', {
    id: 'open',
    label: 'Open dataset',
    icon: 'FileUpload',
    shortcuts: ['Mod+o'],
    group: 'Data',
  }),
  {
    id: 'open-demo',
    label: 'Open the demo',
    icon: 'Flask',
    shortcuts: [],
    group: 'Data',
    enabled: () => useImport.getState().phase !== 'reading' && useImport.getState().phase !== 'loading',
    run: () => void act.openDemo(),
  },
  {
    id: 'restore',
    label: 'Go on with the saved run',
    icon: 'History',
    shortcuts: [],
    group: 'Data',
    enabled: () => useRun.getState().saved !== null,
    run: () => void act.restoreSaved(),
  },
  {
    id: 'forget',
    label: 'Forget the saved run',
    icon: 'Trash',
    shortcuts: [],
    group: 'Data',
    enabled: () => useRun.getState().saved !== null,
    run: () => void act.forgetSaved(),
  },
];

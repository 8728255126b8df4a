/** Commands that bring data in. */
import type { DemoName } from '../../dataset/demoNames';
import * as act from '../actions';
import { useImport, useRun } from '../stores';
import { viewCommand, type Command } from './command';

function demoCommand(demo: DemoName, label: string): Command {
  return {
    id: `open-demo-${demo}`,
    label,
    icon: 'Flask',
    shortcuts: [],
    group: 'Data',
    enabled: () => useImport.getState().phase !== 'reading' && useImport.getState().phase !== 'loading',
    run: () => void act.openDemo(demo),
  };
}

export const dataCommands: readonly Command[] = [
  viewCommand('chooseFiles', {
    id: 'open',
    label: 'Open dataset',
    icon: 'FileUpload',
    shortcuts: ['Mod+o'],
    group: 'Data',
  }),
  demoCommand('myeloid', 'Open the myeloid demo'),
  demoCommand('hundred', 'Open the demo: 100 genes, 40 knockouts (simulated)'),
  demoCommand('loops', 'Open the demo: loops (simulated)'),
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

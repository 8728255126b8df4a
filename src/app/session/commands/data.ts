/** Commands that bring data in. */
import type { DemoName } from '../../../dataset/demoNames';
import type { TableReading } from '../../../dataset/readers/text/firstLine';
import type { TableCommand } from '../../../present/text/errorText';
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

function tableCommand(id: TableCommand, label: string, reading: TableReading): Command {
  return {
    id,
    label,
    icon: 'Table',
    shortcuts: [],
    group: 'Data',
    enabled: () => {
      const { opened, error } = useImport.getState();
      return error?.tag === 'table-unclear' || opened?.table !== undefined;
    },
    run: () => void act.readTableAs(reading),
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
  tableCommand('first-line-names', 'Read the table again: its first line names the columns', {
    firstLine: 'names',
  }),
  tableCommand('first-line-values', 'Read the table again: its first line is values', {
    firstLine: 'values',
  }),
  tableCommand('rows-are-cells', 'Read the table again: its rows are cells', { rows: 'cells' }),
  tableCommand('rows-are-genes', 'Read the table again: its rows are genes', { rows: 'genes' }),
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

/** The bar at the top: which data, the controls of the run, its live numbers, search, undo, export, theme and help. */
import { Divider } from '@mantine/core';
import { useImport, useRun } from '../../session/stores';
import { Brand } from '../kit/Brand';
import { DatasetMenu } from './DatasetMenu';
import { ExportMenu } from './ExportMenu';
import { RunControls } from './RunControls';
import { RunNumbers } from './RunNumbers';
import { SearchButton } from './SearchButton';
import { ShareButton } from './ShareButton';
import { ToolButtons, UndoButtons } from './ToolButtons';
import classes from './TopBar.module.css';

export function TopBar() {
  // What a link brought has no cells: there is nothing to train until a file is open.
  const shared = useRun((run) => run.shared !== null);
  const noFile = useImport((opened) => opened.phase === 'idle');
  return (
    <header className={classes.bar}>
      <Brand />
      <DatasetMenu />
      {shared && noFile ? null : (
        <>
          <Divider orientation="vertical" className={classes.rule} />
          <RunControls />
        </>
      )}
      {shared ? null : <RunNumbers />}
      <span className={classes.space} />
      <SearchButton />
      <span className={classes.undo}>
        <UndoButtons />
      </span>
      <Divider orientation="vertical" className={classes.rule} />
      <ShareButton />
      <ExportMenu />
      <ToolButtons />
    </header>
  );
}

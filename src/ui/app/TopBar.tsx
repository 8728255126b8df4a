/** The bar at the top: which data, the controls of the run, its live numbers, search, undo, export, theme and help. */
import { Divider } from '@mantine/core';
import { Brand } from '../kit/Brand';
import { DatasetMenu } from './DatasetMenu';
import { ExportMenu } from './ExportMenu';
import { RunControls } from './RunControls';
import { RunNumbers } from './RunNumbers';
import { SearchButton } from './SearchButton';
import { ToolButtons, UndoButtons } from './ToolButtons';
import classes from './TopBar.module.css';

export function TopBar() {
  return (
    <header className={classes.bar}>
      <Brand />
      <DatasetMenu />
      <Divider orientation="vertical" className={classes.rule} />
      <RunControls />
      <RunNumbers />
      <span className={classes.space} />
      <SearchButton />
      <span className={classes.undo}>
        <UndoButtons />
      </span>
      <Divider orientation="vertical" className={classes.rule} />
      <ExportMenu />
      <ToolButtons />
    </header>
  );
}

/** The right panel: the run, or the selected gene, edge or module; cell counts on Check, sliders on Perturb. */
import { Tabs } from '@mantine/core';
import { lazy, memo, Suspense } from 'react';
import { showScreen } from '../../../session/actions';
import type { ScreenState, StepName } from '../../../session/state';
import { useImport, useRun, useScreen } from '../../../session/stores';
import { CellsTable } from '../check/CellsTable';
import { PerturbTab } from '../perturb/PerturbTab';
import { RunTab, SharedTab } from '../train/RunTab';
import { GeneTab } from './GeneTab';
import classes from './Inspector.module.css';
import { ModuleTab } from './ModuleTab';

const EdgeTab = lazy(async () => ({ default: (await import('./EdgeTab')).EdgeTab }));

const tabs = ['run', 'gene', 'edge', 'module'] as const;

const isTab = (value: string | null): value is ScreenState['inspector'] => tabs.some((tab) => tab === value);

// A hundred rows that depend only on the file and the mapping.
const Cells = memo(CellsTable);

export function Inspector() {
  const step = useScreen((screen) => screen.step);
  const shown = useScreen((screen) => screen.inspector);
  const opened = useImport((state) => state.opened);
  const mapping = useImport((state) => state.mapping);
  if ((step === 'check' || step === 'model') && opened && mapping) {
    if (mapping.perturbationColumn === '')
      return <p className={classes.empty}>Cells per perturbation appear here when the column is chosen.</p>;
    return (
      <div className={classes.scroll}>
        <Cells opened={opened} mapping={mapping} />
      </div>
    );
  }
  return (
    <Tabs
      value={shown}
      onChange={(tab) => {
        if (isTab(tab)) showScreen({ inspector: tab });
      }}
      classNames={{
        root: classes.tabs ?? '',
        list: classes.list ?? '',
        tab: classes.tab ?? '',
        panel: classes.scroll ?? '',
      }}
    >
      <Tabs.List aria-label="Inspector">
        <Tabs.Tab value="run">{step === 'perturb' ? 'Perturb' : 'Run'}</Tabs.Tab>
        <Tabs.Tab value="gene">Gene</Tabs.Tab>
        <Tabs.Tab value="edge">Edge</Tabs.Tab>
        <Tabs.Tab value="module">Module</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="run">{shown === 'run' ? <RunPanel step={step} /> : null}</Tabs.Panel>
      <Tabs.Panel value="gene">{shown === 'gene' ? <GeneTab /> : null}</Tabs.Panel>
      <Tabs.Panel value="edge">
        <Suspense>{shown === 'edge' ? <EdgeTab /> : null}</Suspense>
      </Tabs.Panel>
      <Tabs.Panel value="module">{shown === 'module' ? <ModuleTab /> : null}</Tabs.Panel>
    </Tabs>
  );
}

function RunPanel({ step }: { step: StepName }) {
  const shared = useRun((run) => run.shared);
  if (step === 'perturb') return <PerturbTab />;
  return shared ? <SharedTab snapshot={shared} /> : <RunTab />;
}

/** The right panel: the run, or the selected gene, edge or module; cell counts on Check and beside the settings of the model, sliders on Perturb. */
import { Tabs } from '@mantine/core';
import { memo, Suspense } from 'react';
import { showScreen } from '../../../session/page/actions';
import type { PartName, ScreenState } from '../../../session/state';
import { useImport, useRun, useScreen } from '../../../session/stores';
import { lazily, PartBoundary } from '../../kit/lazily';
import { useShownStep } from '../../kit/useStores';
import { RunTab } from '../train/RunTab';
import classes from '../../kit/tab.module.css';

const PerturbTab = lazily(async () => (await import('../perturb/PerturbTab')).PerturbTab);
const SharedTab = lazily(async () => (await import('../train/SharedTab')).SharedTab);
const GeneTab = lazily(async () => (await import('./GeneTab')).GeneTab);
const EdgeTab = lazily(async () => (await import('./EdgeTab')).EdgeTab);
const ModuleTab = lazily(async () => (await import('./ModuleTab')).ModuleTab);

const tabs = ['run', 'gene', 'edge', 'module'] as const;

const isTab = (value: string | null): value is ScreenState['inspector'] => tabs.some((tab) => tab === value);

// A hundred rows that depend only on the file and the mapping.
const Cells = memo(lazily(async () => (await import('../check/CellsTable')).CellsTable));

export function Inspector() {
  const step = useShownStep();
  const shown = useScreen(({ inspector }) => inspector);
  return (
    <PartBoundary key={`${step} ${shown}`}>
      <Suspense>
        <InspectorOfStep step={step} />
      </Suspense>
    </PartBoundary>
  );
}

function InspectorOfStep({ step }: { step: PartName }) {
  const shown = useScreen((screen) => screen.inspector);
  const opened = useImport((state) => state.opened);
  const mapping = useImport((state) => state.mapping);
  if ((step === 'check' || step === 'model') && opened && mapping) {
    if (mapping.perturbationColumn === '')
      return (
        <p className={classes.empty}>
          Cells per perturbation appear here once the perturbation column is chosen.
        </p>
      );
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
      <Tabs.Panel value="edge">{shown === 'edge' ? <EdgeTab /> : null}</Tabs.Panel>
      <Tabs.Panel value="module">{shown === 'module' ? <ModuleTab /> : null}</Tabs.Panel>
    </Tabs>
  );
}

function RunPanel({ step }: { step: PartName }) {
  const shared = useRun((run) => run.shared);
  if (step === 'perturb') return <PerturbTab />;
  return shared ? <SharedTab snapshot={shared} /> : <RunTab />;
}

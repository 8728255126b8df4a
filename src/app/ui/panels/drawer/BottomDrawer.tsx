/** The drawer of curves, tables, figures and log below the network, one at a time, closed by default. */
import { ActionIcon, Tabs } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { type ReactNode, Suspense } from 'react';
import { count } from '../../../../present/text/format';
import { showScreen } from '../../../session/page/actions';
import { canReplay } from '../../../session/run/snapshots';
import { useRun, useScreen, useView } from '../../../session/stores';
import { lazily, PartBoundary } from '../../kit/lazily';
import classes from './BottomDrawer.module.css';

const LossPanel = lazily(async () => (await import('./LossPanel')).LossPanel);
const EdgesTable = lazily(async () => (await import('./NetworkTables')).EdgesTable);
const GenesTable = lazily(async () => (await import('./NetworkTables')).GenesTable);
const FigurePanel = lazily(async () => (await import('./FigurePanel')).FigurePanel);
const TimeLapsePanel = lazily(async () => (await import('../timelapse/TimeLapsePanel')).TimeLapsePanel);
const EnrichmentPanel = lazily(async () => (await import('../enrichment/EnrichmentPanel')).EnrichmentPanel);
const LogPanel = lazily(async () => (await import('./LogPanel')).LogPanel);

const tabs = ['loss', 'edges', 'genes', 'figure', 'timelapse', 'enrichment', 'log'] as const;

const ofOwnHeight: ReadonlySet<string> = new Set(['figure', 'timelapse', 'enrichment']);

const panels: Readonly<Record<(typeof tabs)[number], () => ReactNode>> = {
  loss: () => <LossPanel />,
  edges: () => <EdgesTable />,
  genes: () => <GenesTable />,
  figure: () => <FigurePanel />,
  timelapse: () => <TimeLapsePanel />,
  enrichment: () => <EnrichmentPanel />,
  log: () => <LogPanel />,
};

export function BottomDrawer() {
  const shown = useScreen((screen) => screen.drawer);
  const genes = useRun((run) => run.dataset?.genes.length ?? 0);
  const budget = useView((view) => view.present.edgeBudget);
  // A link contains neither curves nor measurements.
  const shared = useRun((run) => run.shared !== null);
  const figures = useRun((run) => run.shared === null || run.shared.sliderModel?.kind === 'model');
  const replays = useRun(canReplay);
  const open = shown !== 'closed';
  return (
    <Tabs
      value={open ? shown : null}
      allowTabDeactivation
      onChange={(chosen) =>
        showScreen({ drawer: tabs.find((tab) => tab === chosen && tab !== shown) ?? 'closed' })
      }
      className={classes.drawer}
    >
      <div className={classes.bar}>
        <Tabs.List className={classes.list} aria-label="Curves and tables">
          {shared ? null : <Tabs.Tab value="loss">Loss</Tabs.Tab>}
          <Tabs.Tab value="edges">Edges {genes > 0 ? count(budget) : ''}</Tabs.Tab>
          <Tabs.Tab value="genes">Genes {genes > 0 ? count(genes) : ''}</Tabs.Tab>
          {figures ? <Tabs.Tab value="figure">Figures</Tabs.Tab> : null}
          {replays ? <Tabs.Tab value="timelapse">Time-lapse</Tabs.Tab> : null}
          <Tabs.Tab value="enrichment">Gene sets</Tabs.Tab>
          <Tabs.Tab value="log">Log</Tabs.Tab>
        </Tabs.List>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          aria-label={open ? 'Close the drawer' : 'Open the table of edges'}
          aria-expanded={open}
          onClick={() => showScreen({ drawer: open ? 'closed' : 'edges' })}
        >
          {open ? <IconChevronDown size={16} /> : <IconChevronUp size={16} />}
        </ActionIcon>
      </div>
      {tabs.map((tab) => (
        <Tabs.Panel key={tab} value={tab} className={ofOwnHeight.has(tab) ? classes.tall : classes.panel}>
          {tab === shown && (tab !== 'timelapse' || replays) ? (
            <PartBoundary>
              <Suspense>{panels[tab]()}</Suspense>
            </PartBoundary>
          ) : null}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

/** The drawer of curves, tables, figures and log below the network, one at a time, closed by default. */
import { ActionIcon, Tabs } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense } from 'react';
import { count } from '../../../../present/text/format';
import { showScreen } from '../../../session/actions';
import { useMessages, useRun, useScreen, useView } from '../../../session/stores';
import { ScrollRegion } from '../../kit/blocks';
import { logText } from '../../text/run';
import classes from './BottomDrawer.module.css';

const LossChart = lazy(async () => ({ default: (await import('../../charts/LossChart')).LossChart }));
const EdgesTable = lazy(async () => ({ default: (await import('./NetworkTables')).EdgesTable }));
const GenesTable = lazy(async () => ({ default: (await import('./NetworkTables')).GenesTable }));
const FigurePanel = lazy(async () => ({ default: (await import('./FigurePanel')).FigurePanel }));

const tabs = ['loss', 'edges', 'genes', 'figure', 'log'] as const;

const panels: Readonly<Record<(typeof tabs)[number], () => ReactNode>> = {
  loss: () => (
    <div className={classes.chart}>
      <LossChart />
    </div>
  ),
  edges: () => <EdgesTable />,
  genes: () => <GenesTable />,
  figure: () => <FigurePanel />,
  log: () => <LogPanel />,
};

export function BottomDrawer() {
  const shown = useScreen((screen) => screen.drawer);
  const genes = useRun((run) => run.dataset?.genes.length ?? 0);
  const budget = useView((view) => view.present.edgeBudget);
  // A link contains neither curves nor measurements.
  const shared = useRun((run) => run.shared !== null);
  const figures = useRun((run) => run.shared === null || run.shared.sliderModel?.kind === 'model');
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
        <Tabs.Panel key={tab} value={tab} className={tab === 'figure' ? classes.tall : classes.panel}>
          {tab === shown ? <Suspense>{panels[tab]()}</Suspense> : null}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

/** Events of this tab, newest first. */
function LogPanel() {
  const log = useMessages((state) => state.log);
  return (
    <ScrollRegion className={classes.scroll} label="Log">
      <ol className={classes.log}>
        {log.toReversed().map((entry, place) => (
          <li key={log.length - place}>
            <time dateTime={new Date(entry.at).toISOString()}>{new Date(entry.at).toLocaleTimeString()}</time>
            <span>{logText(entry)}</span>
          </li>
        ))}
      </ol>
    </ScrollRegion>
  );
}

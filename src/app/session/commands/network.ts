/** Commands of the picture and of the sliders. */
import * as act from '../actions';
import { useRun, useView } from '../stores';
import { hasNetwork, viewCommand, type Command } from './command';

/** A change of the edge budget by one step of about a fifth. */
function changeBudget(factor: number): void {
  const { edgeBudget } = useView.getState().present;
  const changed = Math.round(edgeBudget * factor);
  act.setEdgeBudget(changed === edgeBudget ? edgeBudget + Math.sign(factor - 1) : changed);
  act.endGesture();
}

function nextModule(): void {
  const modules = useRun.getState().result?.modules ?? [];
  const { selection } = useView.getState().present;
  const current = selection?.kind === 'module' ? selection.module : -1;
  act.select({ kind: 'module', module: (current + 1) % modules.length });
}

export const networkCommands: readonly Command[] = [
  viewCommand('fit', {
    id: 'fit',
    label: 'Fit to view',
    icon: 'Maximize',
    shortcuts: ['f', '0'],
    group: 'Network',
  }),
  viewCommand('zoomIn', {
    id: 'zoom-in',
    label: 'Zoom in',
    icon: 'Plus',
    shortcuts: ['+', '='],
    group: 'Network',
  }),
  viewCommand('zoomOut', {
    id: 'zoom-out',
    label: 'Zoom out',
    icon: 'Minus',
    shortcuts: ['-'],
    group: 'Network',
  }),
  {
    id: 'fewer-edges',
    label: 'Fewer edges',
    icon: 'ChevronLeft',
    shortcuts: ['['],
    group: 'Network',
    enabled: hasNetwork,
    run: () => changeBudget(0.8),
  },
  {
    id: 'more-edges',
    label: 'More edges',
    icon: 'ChevronRight',
    shortcuts: [']'],
    group: 'Network',
    enabled: hasNetwork,
    run: () => changeBudget(1.25),
  },
  viewCommand('pinSelected', {
    id: 'pin',
    label: 'Pin the selected gene',
    icon: 'Pin',
    shortcuts: ['p'],
    group: 'Network',
  }),
  {
    id: 'freeze',
    label: 'Freeze the layout',
    icon: 'Snowflake',
    shortcuts: ['l'],
    group: 'Network',
    enabled: hasNetwork,
    run: act.toggleLayoutFrozen,
  },
  {
    id: 'next-module',
    label: 'Next module',
    icon: 'ArrowRight',
    shortcuts: ['m'],
    group: 'Network',
    enabled: () => (useRun.getState().result?.modules.length ?? 0) > 0,
    run: nextModule,
  },
  {
    id: 'truth-overlay',
    label: 'Compare with truth',
    icon: 'CircleCheck',
    shortcuts: [],
    group: 'Network',
    enabled: () => useRun.getState().truth !== null && hasNetwork(),
    run: act.toggleTruthOverlay,
  },
  {
    id: 'release-all',
    label: 'Release all genes',
    icon: 'Refresh',
    shortcuts: [],
    group: 'Perturb',
    enabled: () => useView.getState().present.sliders.length > 0,
    run: act.releaseAllSliders,
  },
];

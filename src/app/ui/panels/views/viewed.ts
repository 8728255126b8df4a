/** What the heat map and the layers show: the edges, modules and colours of the network view; and their export. */
import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useMemo } from 'react';
import type { Module, Network } from '../../../../network/network';
import { type Palette, type Scheme, greyed, paletteOf } from '../../../../present/figure/palette';
import { EdgeMemory, type ViewedScene, withoutHidden } from '../../../../present/figure/scene';
import type { Page } from '../../../../present/figure/svg/page';
import { plural } from '../../../../present/text/format';
import { useDoubt } from '../../../session/run/doubt';
import { useRun, useView } from '../../../session/stores';
import { onViewEvent } from '../../../session/view/viewBus';
import { originText, saveSvg, saveSvgAsPng } from '../../kit/savedPicture';
import { useNetwork } from '../../derived/useNetwork';

export interface Viewed {
  readonly scene: ViewedScene;
  readonly network: Network;
  /** Grey in a run that is not to be interpreted. */
  readonly palette: Palette;
  /** Of saved figures, whatever the colours of the page. */
  readonly paper: Palette;
}

/** The network draws no more either. */
const MAX_EDGES = 2000;
const none: readonly Module[] = [];

/** null before the first network. */
export function useViewed(): Viewed | null {
  const network = useNetwork();
  const modules = useRun((run) => run.result?.modules ?? none);
  const budget = useView((view) => view.present.edgeBudget);
  const minimumStability = useView((view) => view.present.minimumStability);
  const moduleNames = useView((view) => view.present.moduleNames);
  const hiddenModules = useView((view) => view.present.hiddenModules);
  const hiddenGenes = useView((view) => view.present.hiddenGenes);
  const hiddenEdges = useView((view) => view.present.hiddenEdges);
  const doubt = useDoubt();
  const scheme = useComputedColorScheme('light');
  const edges = useMemo(() => {
    if (!network) return null;
    const drawn = new EdgeMemory().draw(
      network,
      network.stability,
      Math.min(budget, MAX_EDGES),
      minimumStability,
      false,
    );
    return withoutHidden(drawn, { hiddenGenes, hiddenEdges });
  }, [network, budget, minimumStability, hiddenGenes, hiddenEdges]);
  return useMemo(() => {
    if (!network || !edges) return null;
    const inColours = (of: Scheme) => (doubt === null ? paletteOf(of) : greyed(paletteOf(of)));
    return {
      scene: {
        genes: network.genes,
        edges,
        modules,
        moduleNames,
        hiddenModules,
        hiddenGenes,
        hiddenEdges,
        doubt,
      },
      network,
      palette: inColours(scheme),
      paper: inColours('light'),
    };
  }, [network, edges, modules, moduleNames, hiddenModules, hiddenGenes, hiddenEdges, doubt, scheme]);
}

/** Answers the export commands while the view is shown; `add` puts it into the composed figure. */
export function useFigureExport(name: string, draw: () => Page, add: () => Promise<void>): void {
  useEffect(() => {
    const endings = [
      onViewEvent('exportSvg', () => saveSvg(draw().svg, `${name}.svg`)),
      onViewEvent('exportPng', () => void saveSvgAsPng(draw(), `${name}.png`)),
      onViewEvent('addToFigure', () => void add()),
    ];
    return () => {
      for (const end of endings) end();
    };
  }, [name, draw, add]);
}

/** What the figure shows, and the seed and data that reproduce it. */
export function captionOf(viewed: Viewed, note: string): readonly string[] {
  return [contentOf(viewed, note), originText()];
}

export function contentOf({ scene }: Viewed, note: string): string {
  return `${plural(scene.edges.length, 'strongest edge')}. ${note}`;
}

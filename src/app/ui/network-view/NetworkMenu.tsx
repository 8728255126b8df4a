/** The menu of a gene, an edge, or the network itself, at the place where it was asked for. Loaded when it is first opened. */
import { Menu } from '@mantine/core';
import { useWindowEvent } from '@mantine/hooks';
import type { Point } from '../../../present/figure/geometry';
import type { Scene } from '../../../present/figure/scene';
import {
  canPerturbTogether,
  hideEdge,
  hideGenes,
  perturbGenes,
  selectGenes,
  showAllHidden,
} from '../../session/view/genes';
import { select, undoView } from '../../session/view/view';
import { copyNames } from '../../session/page/networkCommands';
import type { Selection } from '../../session/state';
import { useRun, useView } from '../../session/stores';
import { emitViewEvent } from '../../session/view/viewBus';
import { genesIn, withNeighbours } from '../../session/view/viewGenes';
import { menuText } from '../text/network';
import classes from './NetworkView.module.css';

interface Props {
  /** null: the network itself. */
  readonly of: Selection;
  /** Pixels from the corner of the panel. */
  readonly at: Point;
  readonly scene: Scene;
  readonly onTogglePin: (gene: number) => void;
  readonly onSay: (text: string) => void;
  readonly onClose: () => void;
}

export function NetworkMenu(props: Props) {
  const { of, at, onClose } = props;
  // Wherever the focus is: it comes into the menu a moment after the menu is seen.
  useWindowEvent(
    'keydown',
    (event) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      onClose();
    },
    true,
  );
  return (
    <Menu
      opened
      onClose={onClose}
      position="bottom-start"
      offset={2}
      width={210}
      trapFocus
      returnFocus={false}
      closeOnItemClick
    >
      <Menu.Target>
        <span className={classes.anchor} style={{ left: at.x, top: at.y }} />
      </Menu.Target>
      <Menu.Dropdown aria-label={nameOf(props)}>
        {of?.kind === 'gene' ? (
          <GeneItems {...props} gene={of.gene} />
        ) : of?.kind === 'edge' ? (
          <EdgeItems source={of.source} target={of.target} />
        ) : (
          <CanvasItems />
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function nameOf({ of, scene }: Props): string {
  if (of?.kind === 'gene') return menuText.gene(scene.genes[of.gene] ?? '');
  return of?.kind === 'edge' ? menuText.edge : menuText.canvas;
}

/** A gene outside the selected ones is meant alone. */
function GeneItems({ gene, scene, onTogglePin, onSay }: Props & { gene: number }) {
  const selected = genesIn(useView((view) => view.present.selection));
  const pinned = useView((view) => view.present.pins.some((pin) => pin.gene === gene));
  const canPerturb = useRun((run) => run.result !== null || run.summary.step > 0);
  const genes = selected.includes(gene) ? selected : [gene];
  const isAlone = genes.length === 1;
  const module = scene.modules.findIndex((one) => one.genes.includes(gene));
  const cannotPerturb = !canPerturb || (!isAlone && !canPerturbTogether());
  const copy = async () =>
    onSay((await copyNames(genes)) ? menuText.copied(genes.length) : menuText.notCopied);
  return (
    <>
      <Menu.Label>{isAlone ? scene.genes[gene] : `${genes.length} genes`}</Menu.Label>
      {isAlone && (
        <Menu.Item
          onClick={() => {
            select({ kind: 'gene', gene });
            emitViewEvent('openDetails');
          }}
        >
          {menuText.open}
        </Menu.Item>
      )}
      <Menu.Item disabled={cannotPerturb} onClick={() => perturbGenes(genes, 0)}>
        {menuText.knockOut}
      </Menu.Item>
      <Menu.Item disabled={cannotPerturb} onClick={() => perturbGenes(genes, 2)}>
        {menuText.raise}
      </Menu.Item>
      <Menu.Divider />
      <Menu.Item onClick={() => selectGenes(withNeighbours(genes, scene.edges))}>
        {menuText.neighbours}
      </Menu.Item>
      {isAlone && module >= 0 && (
        <Menu.Item onClick={() => select({ kind: 'module', module })}>{menuText.module}</Menu.Item>
      )}
      <Menu.Divider />
      {isAlone && (
        <Menu.Item onClick={() => onTogglePin(gene)}>{pinned ? menuText.unpin : menuText.pin}</Menu.Item>
      )}
      <Menu.Item onClick={() => hideGenes(genes)}>{menuText.hide}</Menu.Item>
      <Menu.Item onClick={() => void copy()}>{menuText.copy(genes.length)}</Menu.Item>
    </>
  );
}

function EdgeItems(edge: { source: number; target: number }) {
  return (
    <>
      <Menu.Item
        onClick={() => {
          select({ kind: 'edge', source: edge.source, target: edge.target });
          emitViewEvent('openDetails');
        }}
      >
        {menuText.openEdge}
      </Menu.Item>
      <Menu.Item onClick={() => hideEdge(edge.source, edge.target)}>{menuText.hideEdge}</Menu.Item>
    </>
  );
}

function CanvasItems() {
  const isHidden = useView(({ present }) => present.hiddenGenes.length + present.hiddenEdges.length > 0);
  const canUndo = useView((view) => view.past.length > 0);
  return (
    <>
      <Menu.Item disabled={!isHidden} onClick={showAllHidden}>
        {menuText.showAll}
      </Menu.Item>
      <Menu.Item onClick={() => emitViewEvent('fit')}>{menuText.fit}</Menu.Item>
      <Menu.Item disabled={!canUndo} onClick={undoView}>
        {menuText.undo}
      </Menu.Item>
    </>
  );
}

/**
 * The network on screen: canvas, module outlines, badges, tools, legend, warning ribbon, and keyboard navigation. What
 * is drawn is decided in present/figure, and when in controller.ts.
 */
import { ActionIcon, Tooltip, useComputedColorScheme } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import {
  type Icon,
  IconAlertTriangle,
  IconArrowsMaximize,
  IconMinus,
  IconPin,
  IconPinnedOff,
  IconPlus,
  IconSnowflake,
} from '@tabler/icons-react';
import { useCallback, useEffect, useId, useRef, useState } from 'react';
import type { Scene } from '../../../present/figure/scene';
import type { NetworkFigure } from '../../../present/figure/networkFigure';
import {
  endGesture,
  pinGene,
  select,
  setEdgeBudget,
  toggleLayoutFrozen,
  unpinGene,
} from '../../session/actions/view';
import { useRun, useScreen, useView } from '../../session/stores';
import { onViewEvent } from '../../session/viewBus';
import { RangeInput } from '../kit/RangeInput';
import { drawBadges, drawModules } from './canvas/layers';
import { NetworkController } from './controller';
import { downloadPng, downloadSvg, setShown } from './exportFigure';
import { Legend } from './Legend';
import classes from './NetworkView.module.css';
import { describeForTests } from './testAttributes';
import { useWalker } from './walker';

export function NetworkView() {
  const section = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLDivElement>(null);
  const hulls = useRef<SVGSVGElement>(null);
  const moduleNames = useRef<SVGSVGElement>(null);
  const badges = useRef<SVGSVGElement>(null);
  const foot = useRef<HTMLDivElement>(null);
  const controller = useRef<NetworkController | null>(null);
  const [figure, setFigure] = useState<NetworkFigure | null>(null);
  const [scene, setScene] = useState<Scene | null>(null);
  const scheme = useComputedColorScheme('light');
  const schemeAtStart = useRef(scheme);
  const still = useMediaQuery('(prefers-reduced-motion: reduce)', false);
  const description = useId();
  const getController = useCallback(() => controller.current, []);
  const walker = useWalker(getController);

  useEffect(() => {
    const [container, view] = [canvas.current, section.current];
    const [under, names, over] = [hulls.current, moduleNames.current, badges.current];
    if (!container || !view || !under || !names || !over) return undefined;
    let frame = 0;
    // State shown by React beside the canvas; React renders only when this text changes.
    let lastSummary = '';
    const redraw = () => {
      frame = 0;
      const here = controller.current;
      if (!here) return;
      const shown = here.figure ?? EMPTY;
      const places = here.stage.onScreen();
      drawModules(under, names, shown, places, here.stage.zoom());
      drawBadges(over, shown, places, here.stage.zoom());
      describeForTests(view, here, places);
    };
    const made = new NetworkController(
      container,
      {
        figure: (next, of) => {
          const summary = JSON.stringify([
            next?.legend,
            next?.ribbon,
            of?.selection,
            of?.edges.length,
            of?.genes,
          ]);
          if (summary === lastSummary) return;
          lastSummary = summary;
          setFigure(next);
          setScene(of);
        },
        moved: () => {
          frame ||= requestAnimationFrame(redraw);
        },
      },
      schemeAtStart.current,
      window.matchMedia('(prefers-reduced-motion: reduce)').matches,
    );
    controller.current = made;
    setShown(made);
    const resize = () => {
      const [top, side, gap] = container.clientWidth < NARROW ? [40, 24, 26] : [60, 40, 36];
      const bottom = (foot.current?.offsetHeight ?? 90) + gap;
      made.resize(
        { top, right: side, bottom, left: side },
        {
          width: Math.max(120, container.clientWidth - 2 * side),
          height: Math.max(120, container.clientHeight - bottom - top),
        },
      );
    };
    resize();
    const first = requestAnimationFrame(() => made.draw());
    const watcher = new ResizeObserver(resize);
    watcher.observe(container);
    if (foot.current) watcher.observe(foot.current);
    void document.fonts
      .load('600 12px "Inter Variable"')
      .then(() => controller.current === made && made.stage.fontLoaded());
    return () => {
      controller.current = null;
      setShown(null);
      cancelAnimationFrame(first);
      cancelAnimationFrame(frame);
      watcher.disconnect();
      made.destroy();
    };
  }, []);

  useEffect(() => controller.current?.setScheme(scheme), [scheme]);
  useEffect(() => controller.current?.stage.setStill(still), [still]);

  const fit = useCallback(() => controller.current?.stage.fit(), []);
  const zoom = useCallback((factor: number) => controller.current?.stage.zoomBy(factor), []);
  const pin = useCallback(() => {
    const { selection, pins } = useView.getState().present;
    if (selection?.kind !== 'gene') return;
    const { gene } = selection;
    const place = controller.current?.stage.placeOf(gene);
    if (pins.some((known) => known.gene === gene)) unpinGene(gene);
    else if (place) pinGene(gene, place.x, place.y);
  }, []);
  useEffect(() => {
    const endings = [
      onViewEvent('fit', fit),
      onViewEvent('zoomIn', () => zoom(1.25)),
      onViewEvent('zoomOut', () => zoom(0.8)),
      onViewEvent('pinSelected', pin),
      onViewEvent('exportSvg', () => controller.current && downloadSvg(controller.current)),
      onViewEvent('exportPng', () => {
        if (controller.current) void downloadPng(controller.current);
      }),
    ];
    return () => {
      for (const end of endings) end();
    };
  }, [fit, zoom, pin]);

  return (
    <section ref={section} className={classes.view} aria-label="Network">
      <svg ref={hulls} className={classes.layer} aria-hidden="true" />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a canvas has no elements to focus: the application role hands the keys to the walker */}
      <div
        className={classes.stage}
        role="application"
        aria-label="Gene network"
        aria-describedby={description}
        tabIndex={0}
        onFocus={walker.onFocus}
        onBlur={walker.onBlur}
        onKeyDown={walker.onKeyDown}
      >
        <div ref={canvas} className={classes.cytoscape} aria-hidden="true" />
      </div>
      <svg ref={moduleNames} className={classes.layer} aria-hidden="true" />
      <svg ref={badges} className={classes.layer} aria-hidden="true" />
      <p id={description} className="visually-hidden">
        {scene ? `${scene.genes.length} genes, ${scene.edges.length} edges drawn. ` : ''}
        Arrow keys move to the nearest gene, N and Shift N follow its edges, Enter opens, Escape returns. The
        edge table lists the same edges.
      </p>
      <p className="visually-hidden" aria-live="polite">
        {walker.announcement}
      </p>
      {scene && <FocusNote scene={scene} />}
      {!figure && <Empty />}
      <div ref={foot} className={classes.foot}>
        {figure && <Tools onFit={fit} onZoom={zoom} onPin={pin} />}
        {figure?.ribbon && (
          <p className={classes.ribbon}>
            <IconAlertTriangle size={16} stroke={1.75} aria-hidden="true" />
            {figure.ribbon}
          </p>
        )}
        {figure && <Legend entries={figure.legend} />}
      </div>
    </section>
  );
}

/** Below this width in pixels, as on a phone, margins are smaller. */
const NARROW = 600;

const EMPTY: NetworkFigure = { nodes: [], edges: [], modules: [], legend: [], ribbon: null };

function FocusNote({ scene }: { scene: Scene }) {
  const { selection } = scene;
  if (!selection) return null;
  const name = (gene: number) => scene.genes[gene] ?? '';
  const text =
    selection.kind === 'gene'
      ? `Showing ${name(selection.gene)} and its neighbours`
      : selection.kind === 'edge'
        ? `Showing ${name(selection.source)} and ${name(selection.target)}`
        : `Showing module ${scene.modules[selection.module]?.name ?? ''}`;
  return (
    <button type="button" className={classes.focus} onClick={() => select(null)}>
      {text} <kbd>Esc</kbd>
    </button>
  );
}

function Empty() {
  const preparing = useRun((run) => run.phase === 'preparing');
  return (
    <div className={classes.empty}>
      <strong>{preparing ? 'Preparing' : 'No network yet'}</strong>
      <span>
        {preparing
          ? 'The first edges appear with the first training steps.'
          : 'Open a screen and press Train to see its network here.'}
      </span>
    </div>
  );
}

/** Buttons on the canvas (fit, zoom, pin the selected gene, freeze the layout) and the number of edges drawn. */
function Tools(props: { onFit: () => void; onZoom: (factor: number) => void; onPin: () => void }) {
  const view = useView((state) => state.present);
  const step = useScreen((state) => state.step);
  const dataset = useRun((state) => state.dataset);
  const possible = dataset ? dataset.candidates.length * (dataset.genes.length - 1) : 1;
  const { selection } = view;
  const gene = selection?.kind === 'gene' ? selection.gene : null;
  const pinned = gene !== null && view.pins.some((pin) => pin.gene === gene);
  return (
    <div className={classes.tools}>
      <fieldset className={classes.group} aria-label="View">
        <Tool label="Fit network to the panel" icon={IconArrowsMaximize} onClick={props.onFit} />
        <Tool label="Zoom in" icon={IconPlus} onClick={() => props.onZoom(1.25)} />
        <Tool label="Zoom out" icon={IconMinus} onClick={() => props.onZoom(0.8)} />
      </fieldset>
      <fieldset className={classes.group} aria-label="Layout">
        <Tool
          label={pinned ? 'Unpin the selected gene' : 'Pin the selected gene'}
          icon={pinned ? IconPinnedOff : IconPin}
          onClick={props.onPin}
          disabled={gene === null}
          pressed={pinned}
        />
        <Tool
          label={view.layoutFrozen ? 'Unfreeze the layout' : 'Freeze the layout'}
          icon={IconSnowflake}
          onClick={toggleLayoutFrozen}
          pressed={view.layoutFrozen}
        />
      </fieldset>
      {step === 'train' && (
        <label className={classes.edges}>
          <span>Edges shown</span>
          <RangeInput
            label="Edges shown"
            min={1}
            max={Math.min(500, possible)}
            step={1}
            value={Math.min(view.edgeBudget, 500)}
            valueText={`strongest ${view.edgeBudget} of ${possible}`}
            onChange={setEdgeBudget}
            onSettle={endGesture}
          />
          <output>top {view.edgeBudget}</output>
        </label>
      )}
    </div>
  );
}

function Tool(props: {
  label: string;
  icon: Icon;
  onClick: () => void;
  disabled?: boolean;
  pressed?: boolean;
}) {
  const Glyph = props.icon;
  return (
    <Tooltip label={props.label} openDelay={400}>
      <ActionIcon
        variant={props.pressed ? 'light' : 'subtle'}
        color={props.pressed ? 'iris' : 'gray'}
        size={30}
        aria-label={props.label}
        aria-pressed={props.pressed}
        disabled={props.disabled ?? false}
        onClick={props.onClick}
      >
        <Glyph size={16} stroke={1.75} />
      </ActionIcon>
    </Tooltip>
  );
}

/**
 * The network on screen: canvas, module outlines, badges, tools, legend, warning ribbon, and keyboard navigation. What
 * is drawn is decided in present/figure, and when in controller.ts; liveNetwork.ts follows its frames.
 */
import { ActionIcon, Tooltip, useComputedColorScheme } from '@mantine/core';
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
import { memo, Suspense, useEffect, useId, useRef, useState } from 'react';
import type { LegendEntry, NetworkFigure } from '../../../present/figure/networkFigure';
import { overviewLegend } from '../../../present/figure/overview';
import type { Scene } from '../../../present/figure/scene';
import { learningDoubt } from '../../../present/figure/timeLapse';
import { arrangementTexts } from '../../../present/text/names';
import { arrangements } from '../../../share/view';
import { arrangeGenes, endGesture, select, setEdgeBudget, toggleLayoutFrozen } from '../../session/view/view';
import type { Selection } from '../../session/state';
import { useRun, useScreen, useTimeLapse, useView } from '../../session/stores';
import { frameShown } from '../../session/run/snapshots';
import { runCommand } from '../kit/commands';
import { describeResponses, selectionText } from '../text/network';
import { frameText } from '../text/timeLapse';
import { lazily } from '../kit/lazily';
import { RangeInput } from '../kit/RangeInput';
import { Segments } from '../kit/Segments';
import type { Drawn, NetworkController } from './controller';
import { setShown } from './exportFigure';
import { HoverCard, type Pointed } from './HoverCard';
import { Legend } from './Legend';
import { type LiveNetwork, startNetwork, togglePin } from './liveNetwork';
import { MeasuredChoice } from './MeasuredLayer';
import classes from './NetworkView.module.css';
import { HiddenTray, Tray } from './Tray';
import { useWalker } from './walker';

const NetworkMenu = lazily(async () => (await import('./NetworkMenu')).NetworkMenu);
const Appearance = lazily(async () => (await import('./Appearance')).Appearance);

export function NetworkView() {
  const section = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLDivElement>(null);
  const hulls = useRef<SVGSVGElement>(null);
  const moduleNames = useRef<SVGSVGElement>(null);
  const names = useRef<HTMLCanvasElement>(null);
  const badges = useRef<SVGSVGElement>(null);
  const foot = useRef<HTMLDivElement>(null);
  const controller = useRef<NetworkController | null>(null);
  const [drawn, setDrawn] = useState<Drawn | null>(null);
  const scheme = useComputedColorScheme('light');
  const schemeNow = useRef(scheme);
  const description = useId();
  // The doubt about a result stands above the page.
  const hasResult = useRun((run) => run.result !== null);
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const [menu, setMenu] = useState<Pointed | null>(null);
  const [said, say] = useState('');
  const stage = useRef<HTMLDivElement>(null);
  const point = (of: Selection) => {
    controller.current?.setHovered(of);
    const at = controller.current?.stage.markOf(of);
    setPointed(of && at ? { of, at } : null);
  };
  const walker = useWalker(controller, {
    point,
    openMenu: (of) => setMenu({ of, at: controller.current?.stage.markOf(of) ?? { x: 40, y: 40 } }),
  });
  const [isFromAfar, setFromAfar] = useState(false);
  const [isLow, setLow] = useState(false);

  useEffect(() => {
    const [container, view] = [canvas.current, section.current];
    const [under, titles, over] = [hulls.current, moduleNames.current, badges.current];
    const text = names.current;
    if (!container || !view || !under || !titles || !over || !text) return undefined;
    const layers = { hulls: under, moduleNames: titles, names: text, badges: over };
    const elements = { container, view, layers, foot: foot.current };
    const told = { setDrawn, setPointed, setMenu, setFromAfar, setLow };
    let live: LiveNetwork | null = null;
    const begin = () => {
      live = startNetwork(elements, schemeNow.current, told);
      controller.current = live.controller;
      setShown(live.controller);
    };
    // Apart from the task that shows the step.
    const first = requestAnimationFrame(begin);
    return () => {
      cancelAnimationFrame(first);
      live?.end();
      controller.current = null;
      setShown(null);
    };
  }, []);

  useEffect(() => {
    schemeNow.current = scheme;
    controller.current?.setScheme(scheme);
  }, [scheme]);

  return (
    <section ref={section} className={classes.view} aria-label="Network">
      <svg ref={hulls} className={classes.layer} aria-hidden="true" />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a canvas has no elements to focus: the application role hands the keys to the walker */}
      <div
        ref={stage}
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
      <canvas ref={names} className={classes.layer} aria-hidden="true" />
      <svg ref={moduleNames} className={classes.layer} aria-hidden="true" />
      <svg ref={badges} className={classes.layer} aria-hidden="true" />
      <p id={description} className="visually-hidden">
        {drawn ? `${drawn.scene.genes.length} genes, ${drawn.scene.edges.length} edges drawn. ` : ''}
        {drawn?.figure.ribbon ? `${drawn.figure.ribbon}. ` : ''}
        {drawn?.scene.measured ? `${describeResponses(drawn.scene.measured)} ` : ''}
        {isFromAfar && 'Zoomed out, each module is one disc. '}
        Arrow keys move to the nearest gene; N and Shift N follow its edges. Enter opens, Shift Enter selects
        several, Shift and an arrow key move the gene. Shift F10 opens its menu, Escape returns. The edge
        table lists the same edges.
      </p>
      <p className="visually-hidden" aria-live="polite">
        {walker.announcement}
      </p>
      <p className="visually-hidden" role="status">
        {said}
      </p>
      <FrameNote warning={hasResult ? null : (drawn?.figure.ribbon ?? null)} />
      {drawn ? null : <Empty />}
      {drawn && pointed && !menu && <HoverCard pointed={pointed} scene={drawn.scene} />}
      {drawn && menu && (
        <Suspense>
          <NetworkMenu
            key={JSON.stringify(menu)}
            {...menu}
            scene={drawn.scene}
            onTogglePin={(gene) => controller.current && togglePin(controller.current.stage, gene)}
            onSay={say}
            onClose={() => {
              setMenu(null);
              stage.current?.focus({ preventScroll: true });
            }}
          />
        </Suspense>
      )}
      <div ref={foot} className={classes.foot}>
        {drawn && <Foot drawn={drawn} isFromAfar={isFromAfar} isLow={isLow} />}
      </div>
    </section>
  );
}

/** A low panel needs its height for the network. */
function Foot({ drawn, isFromAfar, isLow }: { drawn: Drawn; isFromAfar: boolean; isLow: boolean }) {
  const { genes } = drawn.scene;
  const tray = <Tray genes={genes} waiting={drawn.figure.waiting} lines={isLow ? 1 : 2} />;
  return (
    <>
      <FocusNote scene={drawn.scene} />
      <div className={classes.tools}>
        <Tools />
        <ArrangementChoice />
        <MeasuredChoice />
        <HiddenTray genes={genes} />
        {isLow && tray}
        <EdgesShown />
      </div>
      {!isLow && tray}
      <Legend entries={legendOf(drawn.figure, isFromAfar)} told={drawn.scene.measured?.sentence} />
    </>
  );
}

/** Without notes, which only exported figures need. */
function legendOf({ legend }: NetworkFigure, isFromAfar: boolean): readonly LegendEntry[] {
  return (isFromAfar ? overviewLegend(legend) : legend).filter(({ kind }) => kind !== 'note');
}

function FocusNote({ scene }: { scene: Scene }) {
  const { selection } = scene;
  if (!selection) return null;
  const text = selectionText(scene, selection);
  return (
    <button type="button" className={classes.focus} onClick={() => select(null)}>
      {text} <kbd>Esc</kbd>
    </button>
  );
}

/** Says that an earlier step is on the canvas, or why a network must not be interpreted yet. Over the canvas: beside it, the genes would move. */
function FrameNote({ warning }: { warning: string | null }) {
  const frame = useTimeLapse(() => frameShown()?.frame ?? null);
  const steps = useRun((run) => run.summary.steps);
  if (!frame)
    return (
      warning !== null && (
        <p className={classes.ribbon}>
          <IconAlertTriangle size={16} stroke={1.75} aria-hidden="true" />
          {warning}
        </p>
      )
    );
  const doubt = learningDoubt(frame.error);
  return (
    <p className={classes.frame}>
      {frameText(frame, steps)}
      {doubt ? ` · ${doubt}` : ''}
    </p>
  );
}

function Empty() {
  const preparing = useRun((run) => run.phase === 'preparing' || run.phase === 'running');
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

/** Buttons on the canvas: fit, zoom, pin the selected gene, freeze the layout. They stand still while the network is drawn anew. */
const Tools = memo(() => {
  const gene = useView(({ present }) => (present.selection?.kind === 'gene' ? present.selection.gene : null));
  const pinned = useView(({ present }) => gene !== null && present.pins.some((pin) => pin.gene === gene));
  const layoutFrozen = useView(({ present }) => present.layoutFrozen);
  return (
    <>
      <fieldset className={classes.group} aria-label="View">
        <Tool label="Fit network to the panel" icon={IconArrowsMaximize} onClick={runCommand('fit')} />
        <Tool label="Zoom in" icon={IconPlus} onClick={runCommand('zoom-in')} />
        <Tool label="Zoom out" icon={IconMinus} onClick={runCommand('zoom-out')} />
        <Suspense>
          <Appearance />
        </Suspense>
      </fieldset>
      <fieldset className={classes.group} aria-label="Layout">
        <Tool
          label={pinned ? 'Unpin the selected gene' : 'Pin the selected gene'}
          icon={pinned ? IconPinnedOff : IconPin}
          onClick={runCommand('pin')}
          disabled={gene === null}
          pressed={pinned}
        />
        <Tool
          label={layoutFrozen ? 'Unfreeze the layout' : 'Freeze the layout'}
          icon={IconSnowflake}
          onClick={toggleLayoutFrozen}
          pressed={layoutFrozen}
        />
      </fieldset>
    </>
  );
});

/** The number of edges drawn, while training; later the panels have it. */
function EdgesShown() {
  const budget = useView((state) => state.present.edgeBudget);
  const step = useScreen((state) => state.step);
  const dataset = useRun((state) => state.dataset);
  const possible = dataset ? dataset.candidates.length * (dataset.genes.length - 1) : 1;
  if (step !== 'train' || !dataset) return null;
  return (
    <label className={classes.edges}>
      <span>Edges shown</span>
      <RangeInput
        label="Edges shown"
        min={1}
        max={Math.min(500, possible)}
        step={1}
        value={Math.min(budget, 500)}
        valueText={`strongest ${budget} of ${possible}`}
        onChange={setEdgeBudget}
        onSettle={endGesture}
      />
      <output>top {budget}</output>
    </label>
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

const ArrangementChoice = memo(() => {
  const arrangement = useView((view) => view.present.arrangement);
  const isPerturb = useScreen(({ step }) => step === 'perturb');
  // On Perturb the network has little height.
  if (isPerturb) return null;
  return (
    <Segments
      aria-label="Arrangement"
      value={arrangement}
      onChange={arrangeGenes}
      data={arrangements.map((value) => ({ value, label: arrangementTexts[value] }))}
    />
  );
});

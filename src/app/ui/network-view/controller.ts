/**
 * Keeps the stage up to date with the stores and the training snapshots, outside React: composes a figure at most four
 * times a second, and draws it once the genes of the run are arranged.
 */
import { shallow } from 'zustand/shallow';
import { perturbedGenes } from '../../../dataset/dataset';
import { shownAsDoses } from '../../../present/text/changes';
import { compose } from '../../../present/figure/compose';
import { EdgeMemory, referenceOf, type Scene, withoutHidden } from '../../../present/figure/scene';
import type { Insets } from '../../../present/figure/camera';
import type { Point } from '../../../present/figure/geometry';
import { pinned } from '../../../present/figure/layout/layout';
import { shownResponses } from '../../../present/figure/measuredResponses';
import type { NetworkFigure } from '../../../present/figure/networkFigure';
import { type Palette, paletteOf, type Scheme } from '../../../present/figure/palette';
import { sceneOfNetwork } from '../../../present/figure/runFigure';
import { edgesOfFrame, learningDoubt, modulesOfFrame } from '../../../present/figure/timeLapse';
import { effectsRate } from '../../../present/text/effects';
import { moveGenes, selectGenes, toggleSelected } from '../../session/view/genes';
import { endGesture, select } from '../../session/view/view';
import { doubtOf, judgeNow } from '../../session/run/doubt';
import {
  latestSnapshot,
  liveNetwork,
  recentSteadiness,
  subscribeSnapshots,
  frameShown,
} from '../../session/run/snapshots';
import type { RunState, Selection, ViewDocument } from '../../session/state';
import {
  measuredOn,
  responsesOn,
  useMeasuredShown,
  usePrediction,
  usePreview,
  useResponsesShown,
  useRun,
  useScreen,
  useTimeLapse,
  useView,
} from '../../session/stores';
import { reportPlacement, takeWanted } from '../../session/view/viewBus';
import { genesIn } from '../../session/view/viewGenes';
import { shadingOf, sizesOf } from './appearance';
import { type Arrangeable, Arranger } from './arranger';
import { Stage } from './canvas/stage';
import { DrawingPace } from './drawingPace';

/** A figure and the scene that it shows. */
export interface Drawn {
  readonly scene: Scene;
  readonly figure: NetworkFigure;
}

interface ControllerEvents {
  /** null: nothing to show yet. */
  readonly drawn: (drawn: Drawn | null) => void;
  /** Nodes have moved on screen. */
  readonly moved: () => void;
  /** A gene or an edge was opened, after it was selected. */
  readonly open: () => void;
  /** The pointer came over a gene or an edge (null: left it), at pixels from the corner of the panel. */
  readonly hovered: (hovered: Selection, at: Point) => void;
  /** The menu of a gene, an edge or (null) the network was asked for, at pixels from the corner of the panel. */
  readonly menu: (of: Selection, at: Point) => void;
}

/** Answers that follow each other faster than this, in milliseconds, are those of a slider that moves. */
const SLIDING_MS = 400;

export class NetworkController {
  #hovered: Selection = null;
  #judge = judgeNow();
  #positions: Float32Array = new Float32Array(0);
  #arranged: Float32Array = this.#positions;
  readonly stage: Stage;
  readonly #events: ControllerEvents;
  readonly #arranger: Arranger;
  readonly #endings: (() => void)[];
  #memory = new EdgeMemory();
  #run = -1;
  #scheme: Scheme;
  #drawn: Drawn | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the sliders were last answered, and the wait for the next answer while one of them moves. */
  #answered = -Infinity;
  #resting: ReturnType<typeof setTimeout> | undefined;
  readonly #container: HTMLElement;
  readonly #pace = new DrawingPace();

  constructor(container: HTMLElement, events: ControllerEvents, scheme: Scheme) {
    this.#events = events;
    this.#scheme = scheme;
    this.stage = new Stage(container, {
      ...events,
      select,
      toggle: toggleSelected,
      boxed: (genes) => selectGenes([...genesIn(useView.getState().present.selection), ...genes]),
      selected: () => genesIn(useView.getState().present.selection),
      dragged: (places) => {
        endGesture();
        moveGenes(places);
        endGesture();
      },
    });
    this.#container = container;
    this.stage.onFrame((milliseconds) => this.#pace.worked(milliseconds));
    this.#arranger = new Arranger(() => this.draw());
    const next = () => this.drawNext();
    this.#endings = [
      subscribeSnapshots(() => {
        const live = liveNetwork();
        if (live && useRun.getState().id === this.#run) this.#memory.add(live.weights);
        this.#drawSoon();
      }),
      useView.subscribe((view, before) => {
        if (drawsOther(view.present, before.present)) next();
      }),
      usePreview.subscribe(next),
      usePrediction.subscribe(() => this.#drawAnswer()),
      useTimeLapse.subscribe(next),
      useResponsesShown.subscribe(next),
      useMeasuredShown.subscribe(next),
      useScreen.subscribe((screen, before) => {
        if (screen.step !== before.step || screen.centre !== before.centre) next();
      }),
      useRun.subscribe((run, before) => {
        if (run.id !== before.id || run.dataset !== before.dataset || run.result !== before.result) next();
        // A verdict is known some time after the result.
        else if (judgeNow() !== this.#judge) next();
        else if (run.truth !== before.truth) next();
        else if (run.summary !== before.summary) this.#drawSoon();
      }),
    ];
  }

  get resting(): boolean {
    return this.#arranger.resting;
  }

  get drawn(): Drawn | null {
    return this.#drawn;
  }

  get palette(): Palette {
    return paletteOf(this.#scheme);
  }

  setScheme(scheme: Scheme): void {
    if (scheme === this.#scheme) return;
    this.#scheme = scheme;
    this.draw();
  }

  resize(insets: Insets): void {
    this.stage.resize(insets);
  }

  /** Keeps a gene or an edge bright with its neighbours, as under the pointer; null: nothing. */
  setHovered(hovered: Selection): void {
    if (JSON.stringify(hovered) === JSON.stringify(this.#hovered)) return;
    this.#hovered = hovered;
    if (!this.#drawn) return;
    this.#show({ ...this.#drawn.scene, hovered });
    this.#events.moved();
  }

  /** Composes and shows the figure now. */
  draw(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const start = performance.now();
    this.#pace.begin(start);
    const run = useRun.getState();
    const view = useView.getState().present;
    this.stage.calm = run.phase === 'running' || this.#resting !== undefined;
    this.#judge = judgeNow();
    if (run.id !== this.#run) {
      this.#run = run.id;
      this.#memory = new EdgeMemory();
    }
    const { shown } = usePreview.getState();
    this.stage.bundles = (shown !== null || run.result !== null) && !frameShown();
    const scene = shown ? sceneOfNetwork(shown, view) : sceneOf(run, view, this.#memory);
    const positions = scene && this.#arranger.positionsFor({ ...arrangeable(run, scene, view), ...shown });
    if (scene && positions) {
      const placement = pinned(positions, view.pins);
      reportPlacement(scene.genes, placement);
      this.#positions = placement.positions;
      this.#arranged = positions;
      this.#show({ ...scene, hovered: this.#hovered });
    } else {
      this.#drawn = null;
      this.stage.clear();
    }
    this.#events.drawn(this.#drawn);
    this.#events.moved();
    this.#flyToWanted();
    this.#pace.worked(performance.now() - start);
  }

  /** Brings the selected gene into view if a search has found it. */
  #flyToWanted(): void {
    const { selection } = useView.getState().present;
    if (!this.#drawn || selection?.kind !== 'gene') return;
    const isDrawn = this.#drawn.figure.nodes.some(({ gene }) => gene === selection.gene);
    if (isDrawn && takeWanted(selection.gene)) this.stage.flyTo(selection.gene);
  }

  #show(scene: Scene): void {
    this.#drawn = { scene, figure: compose(scene, this.palette) };
    this.stage.show(this.#drawn.figure, this.palette, this.#positions, this.#arranged);
  }

  destroy(): void {
    for (const end of this.#endings) end();
    clearTimeout(this.#timer);
    clearTimeout(this.#resting);
    this.#arranger.stop();
    this.stage.destroy();
  }

  /** In a separate task, so that the panels update first. */
  drawNext(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.draw());
  }

  /** A slider that moves is answered many times a second: changes that are hardly seen wait until it rests. */
  #drawAnswer(): void {
    const now = performance.now();
    const moves = now - this.#answered < SLIDING_MS;
    this.#answered = now;
    clearTimeout(this.#resting);
    this.#resting = moves
      ? setTimeout(() => {
          this.#resting = undefined;
          this.draw();
        }, SLIDING_MS)
      : undefined;
    this.drawNext();
  }

  #drawSoon(): void {
    if (document.hidden || this.#container.clientWidth === 0 || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.draw(), this.#pace.wait(performance.now()));
  }
}

/** Whether the network is drawn otherwise: a move of a slider is drawn with its answer, and scenarios and cells are no part of it. */
function drawsOther(now: ViewDocument, before: ViewDocument): boolean {
  const fixed = {
    sliders: before.sliders,
    time: before.time,
    scenarios: before.scenarios,
    cells: before.cells,
  };
  return !shallow({ ...now, ...fixed }, before);
}

function arrangeable(run: RunState, scene: Scene, view: ViewDocument): Arrangeable {
  return {
    genes: scene.genes,
    network: run.result?.network ?? liveNetwork(),
    modules: scene.modules,
    finished: run.result !== null,
    placement: run.placement,
    arrangement: view.arrangement,
    frozen: view.layoutFrozen,
  };
}

/** Maximum number of edges on the canvas, during training and afterwards; the table lists all. */
const MAX_EDGES_LIVE = 500;
const MAX_EDGES = 2000;

/** Content of the figure, before any colour, with the newest snapshot; null: no genes yet. */
function sceneOf(run: RunState, view: ViewDocument, memory: EdgeMemory): Scene | null {
  if (!run.dataset) return null;
  const { genes } = run.dataset;
  const live = liveNetwork();
  const network = run.result?.network ?? live;
  if (live) memory.add(live.weights);
  const { answer } = usePrediction.getState();
  const prediction = useScreen.getState().step === 'perturb' ? answer : null;
  const perturbed = new Set(perturbedGenes(run.dataset));
  const replayed = network && frameShown();
  const drawn = replayed
    ? edgesOfFrame(replayed.frame, network, view)
    : network
      ? memory.draw(
          network,
          run.result ? network.stability : recentSteadiness(),
          Math.min(view.edgeBudget, run.result ? MAX_EDGES : MAX_EDGES_LIVE),
          view.minimumStability,
          run.phase === 'running',
        )
      : [];
  const edges = withoutHidden(drawn, view);
  const modules = run.result?.modules ?? latestSnapshot()?.modules ?? [];
  const scene: Scene = {
    genes,
    perturbed,
    edges,
    modules: replayed ? modulesOfFrame(replayed.lapse, replayed.frame, modules, genes.length) : modules,
    moduleNames: view.moduleNames,
    hiddenModules: view.hiddenModules,
    hiddenGenes: view.hiddenGenes,
    hiddenEdges: view.hiddenEdges,
    arrangement: view.arrangement,
    selection: view.selection,
    hovered: null,
    shading: shadingOf(view, { ...run, prediction: answer }, { genes, edges, perturbed }),
    sizes: sizesOf(view, run),
    pinned: new Set(view.pins.map(({ gene }) => gene)),
    reference: view.truthOverlay && run.truth ? referenceOf(run.truth, genes) : null,
    responses: view.truthOverlay ? responsesOn(run.result, run.truth) : null,
    change:
      prediction && prediction.sliders.length > 0
        ? {
            log2FoldChange: prediction.prediction.log2FoldChange,
            set: shownAsDoses(prediction.sliders, run.result?.model ?? null),
          }
        : null,
    doubt:
      (run.result ? doubtOf(run) : learningDoubt(run.summary.heldOutError)) ??
      (replayed ? learningDoubt(replayed.frame.error) : null),
  };
  const responses =
    view.measuredOverlay && useScreen.getState().step === 'explore' ? measuredOn(run.result) : [];
  // An earlier step of the training is not what the responses stand beside.
  if (replayed || responses.length === 0) return scene;
  return { ...scene, measured: shownResponses(responses, scene, effectsRate) };
}

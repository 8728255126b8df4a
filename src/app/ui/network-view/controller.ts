/**
 * Keeps the stage up to date with the stores and the training snapshots, outside React: composes a figure at most four
 * times a second, and draws it once the genes of the run are arranged.
 */
import { perturbedGenes } from '../../../dataset/dataset';
import { beatsNoChange } from '../../../evaluation/predictions/predictionError';
import { compose } from '../../../present/figure/compose';
import { EdgeMemory, referenceOf, type Scene, withoutHidden } from '../../../present/figure/scene';
import type { Insets } from '../../../present/figure/camera';
import { pinned } from '../../../present/figure/layout/layout';
import type { NetworkFigure } from '../../../present/figure/networkFigure';
import { type Palette, paletteOf, type Scheme } from '../../../present/figure/palette';
import { pinGene, select } from '../../session/actions/view';
import { doubtOf } from '../../session/doubt';
import { latestSnapshot, liveNetwork, recentSteadiness, subscribeSnapshots } from '../../session/snapshots';
import type { RunState, ViewDocument } from '../../session/state';
import { useRun, useScreen, useView } from '../../session/stores';
import { reportPlacement } from '../../session/viewBus';
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
}

export class NetworkController {
  readonly stage: Stage;
  readonly #events: ControllerEvents;
  readonly #arranger: Arranger;
  readonly #endings: (() => void)[];
  #memory = new EdgeMemory();
  #run = -1;
  #scheme: Scheme;
  #drawn: Drawn | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #container: HTMLElement;
  readonly #pace = new DrawingPace();

  constructor(container: HTMLElement, events: ControllerEvents, scheme: Scheme) {
    this.#events = events;
    this.#scheme = scheme;
    this.stage = new Stage(container, { select, open: events.open, dragged: pinGene, moved: events.moved });
    this.#container = container;
    this.stage.onFrame((milliseconds) => this.#pace.worked(milliseconds));
    this.#arranger = new Arranger(() => this.draw());
    const next = () => this.#drawNext();
    this.#endings = [
      subscribeSnapshots(() => {
        const live = liveNetwork();
        if (live && useRun.getState().id === this.#run) this.#memory.add(live.weights);
        this.#drawSoon();
      }),
      useView.subscribe(next),
      useScreen.subscribe((screen, before) => {
        if (screen.step !== before.step || screen.centre !== before.centre) next();
      }),
      useRun.subscribe((run, before) => {
        if (run.id !== before.id || run.dataset !== before.dataset || run.result !== before.result) next();
        else if (run.prediction !== before.prediction || run.truth !== before.truth) next();
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

  /** Composes and shows the figure now. */
  draw(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const start = performance.now();
    this.#pace.begin(start);
    const run = useRun.getState();
    const view = useView.getState().present;
    this.stage.calm = run.phase === 'running';
    if (run.id !== this.#run) {
      this.#run = run.id;
      this.#memory = new EdgeMemory();
    }
    const scene = sceneOf(run, view, this.#memory);
    const positions = scene && this.#arranger.positionsFor(arrangeable(run, scene, view));
    this.#drawn = scene && positions && { scene, figure: compose(scene, this.palette) };
    if (this.#drawn && positions) {
      const placement = pinned(positions, view.pins);
      reportPlacement(this.#drawn.scene.genes, placement);
      this.stage.show(this.#drawn.figure, this.palette, placement.positions);
    } else this.stage.clear();
    this.#events.drawn(this.#drawn);
    this.#events.moved();
    this.#pace.worked(performance.now() - start);
  }

  destroy(): void {
    for (const end of this.#endings) end();
    clearTimeout(this.#timer);
    this.#arranger.stop();
    this.stage.destroy();
  }

  /** In a separate task, so that the panels update first. */
  #drawNext(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.draw());
  }

  #drawSoon(): void {
    if (document.hidden || this.#container.clientWidth === 0 || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.draw(), this.#pace.wait(performance.now()));
  }
}

function arrangeable(run: RunState, scene: Scene, { layoutFrozen }: ViewDocument): Arrangeable {
  return {
    genes: scene.genes,
    network: run.result?.network ?? liveNetwork(),
    modules: scene.modules,
    finished: run.result !== null,
    placement: run.placement,
    frozen: layoutFrozen,
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
  const prediction = useScreen.getState().step === 'perturb' ? run.prediction : null;
  return {
    genes,
    perturbed: new Set(perturbedGenes(run.dataset)),
    edges: network
      ? withoutHidden(
          memory.draw(
            network,
            run.result ? network.stability : recentSteadiness(),
            Math.min(view.edgeBudget, run.result ? MAX_EDGES : MAX_EDGES_LIVE),
            view.minimumStability,
            run.phase === 'running',
          ),
          view,
        )
      : [],
    modules: run.result?.modules ?? latestSnapshot()?.modules ?? [],
    moduleNames: view.moduleNames,
    hiddenModules: view.hiddenModules,
    hiddenGenes: view.hiddenGenes,
    hiddenEdges: view.hiddenEdges,
    selection: view.selection,
    hovered: null,
    shading: null,
    sizes: null,
    pinned: new Set(view.pins.map(({ gene }) => gene)),
    reference: view.truthOverlay && run.truth ? referenceOf(run.truth, genes) : null,
    change:
      prediction && prediction.sliders.length > 0
        ? { log2FoldChange: prediction.prediction.log2FoldChange, set: prediction.sliders }
        : null,
    doubt: run.result ? doubtOf(run) : learningDoubt(run),
  };
}

function learningDoubt(run: RunState): string | null {
  const { heldOutError } = run.summary;
  return heldOutError !== null && !beatsNoChange(heldOutError) ? 'Not better than “no change” yet' : null;
}

/**
 * Keeps the stage up to date with the stores and the training snapshots, outside React: composes a figure at most four
 * times a second and requests positions from the layout worker.
 */
import { perturbedGenes } from '../../../dataset/dataset';
import { beatsNoChange } from '../../../evaluation/predictions/predictionError';
import type { Module, Network } from '../../../network/network';
import { compose } from '../../../present/figure/compose';
import type { Scene } from '../../../present/figure/scene';
import { EdgeMemory } from '../../../present/figure/scene';
import type { Room } from '../../../present/figure/layout/graph';
import type { NetworkFigure } from '../../../present/figure/networkFigure';
import { type Palette, paletteOf, type Scheme } from '../../../present/figure/palette';
import { referenceOf } from '../../../present/figure/scene';
import { doubtAbout } from '../../../present/text/diagnosis';
import { pinGene, select } from '../../session/actions/view';
import { layoutWorker } from '../../session/clients';
import { latestSnapshot, liveNetwork, recentSteadiness, subscribeSnapshots } from '../../session/snapshots';
import type { RunState, StepName, ViewDocument } from '../../session/state';
import { useRun, useScreen, useView } from '../../session/stores';
import { reportPlacement } from '../../session/viewBus';
import { Arranger } from './arranger';
import { Stage } from './canvas/stage';
import type { Insets } from './canvas/viewport';

/** Minimum time between two figures while training, in milliseconds. */
const FIGURE_INTERVAL_MS = 250;

interface ControllerEvents {
  /** A new figure; null: nothing to show yet. */
  readonly figure: (figure: NetworkFigure | null, scene: Scene | null) => void;
  /** Nodes have moved on screen. */
  readonly moved: () => void;
}

export class NetworkController {
  readonly stage: Stage;
  readonly #events: ControllerEvents;
  readonly #arranger: Arranger;
  readonly #endings: (() => void)[];
  #memory = new EdgeMemory();
  #run = -1;
  #scheme: Scheme;
  #palette: Palette;
  #figure: NetworkFigure | null = null;
  #scene: Scene | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #lastShown = -Infinity;

  constructor(container: HTMLElement, events: ControllerEvents, scheme: Scheme, still: boolean) {
    this.#events = events;
    this.#scheme = scheme;
    this.#palette = paletteOf(scheme);
    this.stage = new Stage(
      container,
      {
        gene: (gene) => select({ kind: 'gene', gene }),
        edge: (source, target) => select({ kind: 'edge', source, target }),
        background: () => select(null),
        dragged: (gene, x, y) => pinGene(gene, x, y),
        moved: events.moved,
      },
      still,
    );
    this.#arranger = new Arranger(layoutWorker, (placement, fit) => {
      this.stage.moveTo(placement.positions, fit);
      if (this.#scene) reportPlacement(this.#scene.genes, placement);
      events.moved();
    });
    const next = () => this.#drawNext();
    this.#endings = [
      subscribeSnapshots(() => this.#drawSoon()),
      useView.subscribe(next),
      useScreen.subscribe((screen, before) => {
        if (screen.step !== before.step) next();
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

  get figure(): NetworkFigure | null {
    return this.#figure;
  }

  get scene(): Scene | null {
    return this.#scene;
  }

  get palette(): Palette {
    return this.#palette;
  }

  setScheme(scheme: Scheme): void {
    if (scheme === this.#scheme) return;
    this.#scheme = scheme;
    this.#palette = paletteOf(scheme);
    this.draw();
  }

  resize(insets: Insets, room: Room): void {
    this.#arranger.setRoom(room);
    this.stage.resize(insets);
  }

  /** Composes and shows the figure now. */
  draw(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#lastShown = performance.now();
    const run = useRun.getState();
    const view = useView.getState().present;
    if (run.id !== this.#run) {
      this.#run = run.id;
      this.#memory = new EdgeMemory();
    }
    this.#scene = sceneOf(
      {
        run,
        view,
        step: useScreen.getState().step,
        live: liveNetwork(),
        liveModules: latestSnapshot()?.modules ?? null,
        steadiness: recentSteadiness(),
      },
      this.#memory,
    );
    this.#figure = this.#scene && compose(this.#scene, this.#palette);
    if (this.#scene && this.#figure) {
      const begins = !this.#arranger.knows(this.#scene.genes);
      if (begins) this.stage.clear();
      this.#arranger.follow(this.#scene, view, run.phase === 'running', run.placement);
      this.stage.show(this.#figure, this.#palette);
      // From now on the widths of names are known.
      if (begins) this.stage.fit();
    } else this.stage.clear();
    this.#events.figure(this.#figure, this.#scene);
    this.#events.moved();
  }

  destroy(): void {
    for (const end of this.#endings) end();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#arranger.stop();
    this.stage.destroy();
  }

  /** In a separate task, so that the panels update first. */
  #drawNext(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.draw());
  }

  #drawSoon(): void {
    if (document.hidden || this.#timer !== null) return;
    const wait = this.#lastShown + FIGURE_INTERVAL_MS - performance.now();
    this.#timer = setTimeout(() => this.draw(), Math.max(0, wait));
  }
}

/** The scene of the stores and the newest snapshot: content of the figure, before any colour. Pure. */
interface SceneSource {
  readonly run: RunState;
  readonly view: ViewDocument;
  readonly step: StepName;
  /** The live network; null before the first snapshot. */
  readonly live: Network | null;
  /** Modules last found during training; null before the first. */
  readonly liveModules: readonly Module[] | null;
  /** [R × G] recent steadiness of the live edges. */
  readonly steadiness: Float32Array | null;
}

/** Maximum number of edges on the canvas, during training and afterwards; the table lists all. */
const MAX_EDGES_LIVE = 500;
const MAX_EDGES = 2000;

/** null: no genes yet. */
function sceneOf(source: SceneSource, memory: EdgeMemory): Scene | null {
  const { run, view, live } = source;
  const genes = run.dataset?.genes;
  if (!run.dataset || !genes) return null;
  const network = run.result?.network ?? live;
  if (live) memory.add(live.weights);
  const prediction = source.step === 'perturb' ? run.prediction : null;
  return {
    genes,
    perturbed: new Set(perturbedGenes(run.dataset)),
    edges: network
      ? memory.draw(
          network,
          run.result ? network.stability : source.steadiness,
          Math.min(view.edgeBudget, run.result ? MAX_EDGES : MAX_EDGES_LIVE),
          view.minimumStability,
          run.phase === 'running',
        )
      : [],
    modules: run.result?.modules ?? source.liveModules ?? [],
    moduleNames: view.moduleNames,
    hiddenModules: view.hiddenModules,
    selection: view.selection,
    pinned: new Set(view.pins.map(({ gene }) => gene)),
    reference: view.truthOverlay && run.truth ? referenceOf(run.truth, genes) : null,
    change:
      prediction && prediction.sliders.length > 0
        ? { log2FoldChange: prediction.prediction.log2FoldChange, set: prediction.sliders }
        : null,
    doubt: run.result ? doubtAbout(run.result) : learningDoubt(run),
  };
}

function learningDoubt(run: RunState): string | null {
  const { heldOutError } = run.summary;
  return heldOutError !== null && !beatsNoChange(heldOutError) ? 'Not better than “no change” yet' : null;
}

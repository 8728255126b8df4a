/**
 * Requests positions from the layout worker, one update at a time, until they settle. Keeps the last positions while the
 * view is unmounted, so that coming back moves nothing.
 */
import type { Module } from '../../../network/network';
import type { Scene } from '../../../present/figure/scene';
import { type LayoutGraph, type Room, startPositions } from '../../../present/figure/layout/graph';
import type { Placement, ViewDocument } from '../../../share/view';
import { layoutWorker } from '../../session/clients';
import type { Refit } from './canvas/viewport';

const FIRST_TICKS = 220;
/** Ticks per update, and milliseconds between updates. */
const USUAL = { ticks: 8, every: 240 } as const;
/** While training draws more than `edges` edges: as many ticks in fewer updates, because each redraw is expensive. */
const CROWDED = { edges: 150, ticks: 4 * USUAL.ticks, every: 4 * USUAL.every } as const;
/** Positions have settled when no gene moves further than this in one update, in layout units. */
const SETTLED = 2.5;
/** Maximum number of updates after a change of the network. */
const MAX_UPDATES = 60;

let lastLayout: {
  readonly genes: string;
  /** The shared placement that these positions started from. */
  readonly from: Placement | null;
  readonly positions: Float32Array;
  readonly modules: Scene['modules'];
} | null = null;

export class Arranger {
  readonly #publish: (placement: Placement, fit: Refit) => void;
  #genes: readonly string[] = [];
  #positions: Float32Array = new Float32Array(0);
  #graph: LayoutGraph | null = null;
  #room: Room = { width: 750, height: 600 };
  #busy = false;
  #settledOnce = false;
  #hasEdges = false;
  #modules: Scene['modules'] = [];
  #restart = true;
  /** Placement brought by a link or run file, and whether the worker has yet to receive it. */
  #placement: Placement | null = null;
  #sendsPlacement = false;
  /** The shared placement is still shown unchanged; it is mapped onto panels of any shape. */
  #showsPlacement = false;
  /** Edges, modules and pins of the last scene, as text. */
  #network = '';
  /** Panel sizes seen so far. A similar size counts as the known one, so that coming back moves nothing. */
  readonly #seenRooms: Room[] = [];
  /** Genes are pinned or the layout is frozen: a resized panel rearranges nothing. */
  #keepsRoom = false;
  #updatesLeft = 0;
  #training = false;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #stopped = false;

  constructor(publish: (placement: Placement, fit: Refit) => void) {
    this.#publish = publish;
  }

  /** No update is scheduled or under way. */
  get resting(): boolean {
    return this.#updatesLeft <= 0 && !this.#busy && this.#timer === null;
  }

  knows(genes: readonly string[]): boolean {
    return this.#genes === genes;
  }

  /** Sets the size of the panel. Small changes, such as another line of text above, only refit the view. */
  setRoom(room: Room): void {
    if (this.#showsPlacement && this.#graph) {
      this.#room = room;
      this.#graph = { ...this.#graph, room };
      this.#sendsPlacement = true;
      this.#soon(0);
      return;
    }
    const known = this.#seenRooms.find(
      ({ width, height }) => isSimilar(room.width, width) && isSimilar(room.height, height),
    );
    if (!known) this.#seenRooms.push(room);
    if (known === this.#room) return;
    this.#room = known ?? room;
    if (!this.#graph || this.#graph.genes !== this.#genes || this.#keepsRoom) return;
    this.#graph = { ...this.#graph, room: this.#room };
    // One update adapts the positions to the new size.
    this.#updatesLeft = Math.max(this.#updatesLeft, 1);
    this.#soon(0);
  }

  /**
   * Follows this scene. Pins are in layout coordinates. The layout restarts when modules first exist, and at the end of
   * training where the modules of more than a third of the genes changed; otherwise genes move on from where they are.
   * With `placement` the genes start there, and nothing moves until the network changes.
   */
  follow(
    scene: Scene,
    { pins, layoutFrozen: frozen }: ViewDocument,
    learning: boolean,
    placement: Placement | null,
  ): void {
    const known = scene.doubt === null ? scene.modules : [];
    const begun = !this.knows(scene.genes);
    if (begun) this.#begin(scene.genes, known, placement);
    this.#training = learning;
    const modules = new Int32Array(scene.genes.length).fill(-1);
    for (const [index, module] of known.entries()) for (const gene of module.genes) modules[gene] = index;
    const moved = pins !== this.#graph?.pins;
    this.#keepsRoom = pins.length > 0 || frozen;
    this.#showsPlacement =
      this.#placement !== null && frozen && pins.length === 0 && (begun || this.#showsPlacement);
    this.#graph = {
      genes: scene.genes,
      edges: scene.edges.map(({ source, target, strength }) => ({ source, target, strength })),
      modules,
      pins,
      room: this.#keepsRoom && !begun ? (this.#graph?.room ?? this.#room) : this.#room,
    };
    if (begun || (moved && pins.length > 0)) this.#show();
    if (known.length > 0) {
      const others = () => regrouped(this.#modules, known) > scene.genes.length / 3;
      if (this.#modules.length === 0 || (!learning && others())) this.#restart = true;
      this.#modules = known;
    }
    if (frozen && this.#settledOnce) this.#updatesLeft = 0;
    else {
      // Changes of colour or focus move nothing.
      const network = JSON.stringify([this.#graph.edges, [...modules], pins]);
      const isTaken = begun && placement !== null;
      if (!isTaken && (network !== this.#network || this.#restart)) this.#updatesLeft = MAX_UPDATES;
      this.#network = network;
    }
    if (this.#updatesLeft > 0 || this.#sendsPlacement) this.#soon(0);
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #begin(genes: readonly string[], modules: Scene['modules'], placement: Placement | null): void {
    this.#genes = genes;
    this.#network = '';
    this.#updatesLeft = 0;
    this.#placement = placement;
    const reusable =
      lastLayout?.genes === genes.join('\n') && (!placement || lastLayout.from === placement)
        ? lastLayout
        : null;
    this.#sendsPlacement = placement !== null && reusable === null;
    const known = reusable?.positions ?? placement?.positions ?? null;
    this.#positions = known ?? startPositions(genes);
    this.#settledOnce = known !== null;
    this.#restart = known === null;
    this.#modules = reusable?.modules ?? (placement ? modules : []);
    this.#hasEdges = known !== null;
  }

  /** Publishes the positions, with pinned genes at their pins even before the worker has received them. */
  #show(fit: Refit = this.#graph?.pins.length ? 'never' : 'ifNeeded'): void {
    const pins = this.#graph?.genes === this.#genes ? this.#graph.pins : [];
    const shown = this.#positions.slice();
    for (const { gene, x, y } of pins) {
      shown[gene * 2] = x;
      shown[gene * 2 + 1] = y;
    }
    this.#publish({ positions: shown, room: this.#graph?.room ?? this.#room }, fit);
  }

  #soon(wait: number): void {
    if (this.#timer !== null || this.#busy || this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#update();
    }, wait);
  }

  async #update(): Promise<void> {
    const graph = this.#graph;
    if (!graph || (this.#updatesLeft <= 0 && !this.#sendsPlacement)) return;
    const sent = this.#sendsPlacement ? this.#placement : null;
    this.#sendsPlacement = false;
    const anew = this.#restart || (!this.#hasEdges && graph.edges.length > 0);
    this.#restart = false;
    this.#busy = true;
    if (anew) await layoutWorker.ask((remote) => remote.reset(graph.genes));
    const { ticks, every } = this.#training && graph.edges.length > CROWDED.edges ? CROWDED : USUAL;
    const answer = await layoutWorker.ask((remote) =>
      sent ? remote.take(graph, sent) : remote.update(graph, anew ? FIRST_TICKS : ticks),
    );
    this.#busy = false;
    if (this.#stopped || !answer.ok) return;
    if (graph.genes !== this.#genes) return this.#soon(0);
    this.#settledOnce = true;
    this.#hasEdges ||= graph.edges.length > 0;
    const moved = maxDistance(this.#positions, answer.value);
    this.#positions = answer.value;
    lastLayout = {
      genes: graph.genes.join('\n'),
      from: this.#placement,
      positions: answer.value,
      modules: this.#modules,
    };
    const rests = sent !== null || moved < SETTLED;
    this.#updatesLeft = rests && graph === this.#graph ? 0 : this.#updatesLeft - 1;
    if (sent) this.#show('always');
    else if (moved > 0.4) this.#show();
    if (this.#updatesLeft > 0 || this.#sendsPlacement) this.#soon(every);
    else if (!sent) this.#show();
  }
}

function isSimilar(now: number, then: number): boolean {
  return now > then * 0.85 && now < then * 1.18;
}

function maxDistance(before: Float32Array, after: Float32Array): number {
  let most = 0;
  for (let i = 0; i < after.length; i += 2)
    most = Math.max(
      most,
      Math.hypot((after[i] ?? 0) - (before[i] ?? 0), (after[i + 1] ?? 0) - (before[i + 1] ?? 0)),
    );
  return most;
}

type Groups = readonly Pick<Module, 'genes'>[];

/** Number of genes whose old and new module overlap by less than half (Jaccard index), whatever the modules are called. */
export function regrouped(before: Groups, after: Groups): number {
  const genes = new Set([...before, ...after].flatMap((module) => module.genes));
  return [...genes].filter((gene) => overlap(withGene(before, gene), withGene(after, gene)) < 0.5).length;
}

function withGene(groups: Groups, gene: number): ReadonlySet<number> {
  return new Set(groups.find(({ genes }) => genes.includes(gene))?.genes);
}

function overlap(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  const shared = [...a].filter((gene) => b.has(gene)).length;
  return shared / (a.size + b.size - shared);
}

/**
 * Asks the layout worker for the one arrangement of a run: a first one with its first edges, so that there is something to see
 * while it learns, and the one that stays with its finished network. Keeps both while no network is on screen, so that no gene
 * moves between the pages.
 */
import type { Module, Network } from '../../../network/network';
import { layoutGraph } from '../../../present/figure/layout/graph';
import type { Arrangement, Placement } from '../../../share/view';
import { layoutWorker } from '../../session/clients';

export interface Arrangeable {
  readonly genes: readonly string[];
  /** null: no edges are known yet. */
  readonly network: Network | null;
  readonly modules: readonly Module[];
  readonly finished: boolean;
  /** Positions that came with a link or run file are the arrangement. */
  readonly placement: Placement | null;
  readonly arrangement: Arrangement;
  /** The person keeps what is on screen. */
  readonly frozen: boolean;
}

interface Arranged {
  readonly arrangement: Arrangement;
  readonly positions: Float32Array;
}

/** Of finished networks, by their weights. */
const finished: Readonly<Record<Arrangement, WeakMap<Float32Array, Float32Array>>> = {
  modules: new WeakMap(),
  layered: new WeakMap(),
};
/** A link or file comes with the places of the arrangement that its view names. */
const arrived = new WeakMap<Placement, Arrangement>();
/** The last one shown: a run in progress is drawn with it if it has the same genes. */
let last: { readonly genes: string; readonly shown: Arranged } | null = null;

export class Arranger {
  readonly #arranged: () => void;
  #genes: readonly string[] = [];
  #shown: Arranged | null = null;
  /** What is under way; null: nothing. */
  #asked: { readonly weights: Float32Array; readonly arrangement: Arrangement } | null = null;
  #stopped = false;

  /** `arranged`: new positions have come. */
  constructor(arranged: () => void) {
    this.#arranged = arranged;
  }

  /** No arrangement is under way. */
  get resting(): boolean {
    return this.#asked === null;
  }

  /** [G × 2] world coordinates for this run at present, without pins; null: none yet. Another arrangement stays until it has come. */
  positionsFor(run: Arrangeable): Float32Array | null {
    if (run.genes !== this.#genes) {
      this.#genes = run.genes;
      this.#shown = last?.genes === run.genes.join('\n') ? last.shown : null;
    }
    const { network, arrangement } = run;
    const own = this.#shown?.arrangement === arrangement ? this.#shown.positions : null;
    const placed = placedAs(run);
    if (placed) this.#keep({ arrangement, positions: placed });
    else if (network && run.finished) {
      const known = finished[arrangement].get(network.weights) ?? (run.frozen ? own : null);
      if (known) {
        finished[arrangement].set(network.weights, known);
        this.#keep({ arrangement, positions: known });
      } else void this.#ask(run, network);
    } else if (network && !own) void this.#ask(run, network);
    return this.#shown?.positions ?? null;
  }

  stop(): void {
    this.#stopped = true;
  }

  async #ask(run: Arrangeable, network: Network): Promise<void> {
    const { genes, modules, arrangement } = run;
    const { weights } = network;
    const before = this.#asked;
    const isSame = before?.arrangement === arrangement && (!run.finished || before.weights === weights);
    if (isSame) return;
    const asked = { weights, arrangement };
    this.#asked = asked;
    const graph = layoutGraph(network, modules);
    const answer = await layoutWorker.ask((remote) => remote.arrange(graph, arrangement));
    if (answer.ok && run.finished) finished[arrangement].set(weights, answer.value);
    if (this.#asked !== asked) return;
    this.#asked = null;
    if (this.#stopped || !answer.ok || genes !== this.#genes) return;
    this.#keep({ arrangement, positions: answer.value });
    this.#arranged();
  }

  #keep(shown: Arranged): void {
    this.#shown = shown;
    last = { genes: this.#genes.join('\n'), shown };
  }
}

/** Positions that came with the run, if it still has the arrangement that it came with. */
function placedAs({ placement, arrangement }: Arrangeable): Float32Array | null {
  if (!placement) return null;
  const known = arrived.get(placement) ?? arrangement;
  arrived.set(placement, known);
  return known === arrangement ? placement.positions : null;
}

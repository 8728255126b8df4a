/**
 * Asks the layout worker for the one arrangement of a run: a first one with its first edges, so that there is something to see
 * while it learns, and the one that stays with its finished network. Keeps both while no network is on screen, so that no gene
 * moves between the pages.
 */
import type { Module, Network } from '../../../network/network';
import { layoutGraph } from '../../../present/figure/layout/graph';
import type { Placement } from '../../../share/view';
import { layoutWorker } from '../../session/clients';

export interface Arrangeable {
  readonly genes: readonly string[];
  /** null: no edges are known yet. */
  readonly network: Network | null;
  readonly modules: readonly Module[];
  readonly finished: boolean;
  /** Positions that came with a link or run file are the arrangement. */
  readonly placement: Placement | null;
  /** The person keeps what is on screen. */
  readonly frozen: boolean;
}

/** Of finished networks, by their weights. */
const finished = new WeakMap<Float32Array, Float32Array>();
/** The last one shown: a run in progress is drawn with it if it has the same genes. */
let last: { readonly genes: string; readonly positions: Float32Array } | null = null;

export class Arranger {
  readonly #arranged: () => void;
  #genes: readonly string[] = [];
  #positions: Float32Array | null = null;
  /** The weights whose arrangement is under way; null: none is. */
  #asked: Float32Array | null = null;
  #stopped = false;

  /** `arranged`: new positions have come. */
  constructor(arranged: () => void) {
    this.#arranged = arranged;
  }

  /** No arrangement is under way. */
  get resting(): boolean {
    return this.#asked === null;
  }

  /** [G × 2] world coordinates for this run at present, without pins; null: none yet. */
  positionsFor(run: Arrangeable): Float32Array | null {
    if (run.genes !== this.#genes) {
      this.#genes = run.genes;
      this.#positions = last?.genes === run.genes.join('\n') ? last.positions : null;
    }
    const { network, placement } = run;
    if (placement) this.#keep(placement.positions);
    else if (network && run.finished) {
      const known = finished.get(network.weights) ?? (run.frozen ? this.#positions : null);
      if (known) {
        finished.set(network.weights, known);
        this.#keep(known);
      } else void this.#ask(run, network);
    } else if (network && !this.#positions) void this.#ask(run, network);
    return this.#positions;
  }

  stop(): void {
    this.#stopped = true;
  }

  async #ask({ genes, modules, finished: isFinished }: Arrangeable, network: Network): Promise<void> {
    const isUnderWay = isFinished ? this.#asked === network.weights : this.#asked !== null;
    if (isUnderWay) return;
    this.#asked = network.weights;
    const answer = await layoutWorker.ask((remote) => remote.arrange(layoutGraph(network, modules)));
    if (answer.ok && isFinished) finished.set(network.weights, answer.value);
    if (this.#asked !== network.weights) return;
    this.#asked = null;
    if (this.#stopped || !answer.ok || genes !== this.#genes) return;
    this.#keep(answer.value);
    this.#arranged();
  }

  #keep(positions: Float32Array): void {
    this.#positions = positions;
    last = { genes: this.#genes.join('\n'), positions };
  }
}

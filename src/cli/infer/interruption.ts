/** Ctrl-C, heard once for the whole command: work under way is told to stop, work that has not begun looks before it does. */
import { Failure } from '../failure';
import type { Host } from '../host';

export class Interruption {
  #heard = false;
  #stop: (() => void) | null = null;
  readonly end: () => void;

  constructor(host: Pick<Host, 'onInterrupt'>) {
    this.end = host.onInterrupt(() => {
      this.#heard = true;
      this.#stop?.();
    });
  }

  get heard(): boolean {
    return this.#heard;
  }

  /** `stop` is called when it is heard, at once where it was; null: nobody is to be told. */
  tell(stop: (() => void) | null): void {
    this.#stop = stop;
    if (this.#heard) stop?.();
  }

  /** Throws Failure where it was heard: before there is anything to keep. */
  expectNone(): void {
    if (this.#heard)
      throw new Failure(1, {
        title: 'Stopped before training began',
        why: 'Nothing was learned yet, and nothing was written.',
        next: 'Run the same command again.',
      });
  }
}

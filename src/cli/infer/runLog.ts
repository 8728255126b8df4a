/** log.txt: what happened when, one line each; the only file of a run folder that knows the time of day. */
import type { Host } from '../host';

export class RunLog {
  readonly #host: Pick<Host, 'tell' | 'now'>;
  readonly #quiet: boolean;
  #lines: readonly string[];

  /** `lines`: those of the run that goes on. */
  constructor(host: Pick<Host, 'tell' | 'now'>, quiet: boolean, lines: readonly string[] = []) {
    this.#host = host;
    this.#quiet = quiet;
    this.#lines = lines;
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Written down only. */
  note(text: string): void {
    this.#lines = [...this.#lines, `${new Date(this.#host.now()).toISOString()}  ${text}`];
  }

  /** Written down, and told unless nothing is to be told. */
  say(text: string): void {
    this.note(text);
    if (!this.#quiet) this.#host.tell(text);
  }

  get text(): string {
    return this.#lines.map((line) => `${line}\n`).join('');
  }
}

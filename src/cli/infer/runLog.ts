/** Messages of a run: log.txt, the only file of a run folder with times of day, and the progress line. */
import type { Host } from '../host';
import type { TrainingSnapshot } from '../../inference/run/result';
import { timeLeft, count, percent } from '../../present/text/format';

export class RunLog {
  readonly #host: Pick<Host, 'message' | 'now'>;
  readonly #quiet: boolean;
  #lines: readonly string[];

  /** `lines`: log of a resumed run. */
  constructor(host: Pick<Host, 'message' | 'now'>, quiet: boolean, lines: readonly string[] = []) {
    this.#host = host;
    this.#quiet = quiet;
    this.#lines = lines;
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Writes to the log only. */
  note(text: string): void {
    this.#lines = [...this.#lines, `${new Date(this.#host.now()).toISOString()}  ${text}`];
  }

  /** Writes to the log and, unless quiet, to standard error. */
  say(text: string): void {
    this.note(text);
    if (!this.#quiet) this.#host.message(text);
  }

  /** What needs attention goes to standard error also where it is quiet, the rest to the log only. */
  write(text: string, attention: boolean): void {
    this.note(text);
    if (attention) this.#host.message(text);
  }

  /** Of what was not done as asked, or is not what it seems. */
  warn(text: string): void {
    this.write(text, true);
  }

  get text(): string {
    return this.#lines.map((line) => `${line}\n`).join('');
  }
}

const barWidth = 10;

/** Progress of training: a status line on a terminal, otherwise a line per 10 %. */
export class ProgressLine {
  readonly #host: Pick<Host, 'message' | 'status'>;
  #tenths = 0;

  constructor(host: Pick<Host, 'message' | 'status'>) {
    this.#host = host;
  }

  show(snapshot: TrainingSnapshot): void {
    const share = snapshot.step / snapshot.steps;
    if (this.#host.status) {
      const full = Math.floor(share * barWidth);
      const bar = `${'━'.repeat(full)}${'─'.repeat(barWidth - full)}`;
      this.#host.status(`${bar} ${percent(share)}  ${progressText(snapshot)}`);
      return;
    }
    const tenths = Math.floor(10 * share);
    if (tenths > this.#tenths) this.#host.message(`${percent(share)}  ${progressText(snapshot)}`);
    this.#tenths = tenths;
  }

  clear(): void {
    this.#host.status?.('');
  }
}

function progressText({ step, steps, loss, heldOutError, secondsLeft }: TrainingSnapshot): string {
  const total = loss.endpoint + loss.cell + loss.path + loss.prior;
  return [
    `step ${count(step)} of ${count(steps)}`,
    ...(secondsLeft === null || secondsLeft[1] === 0 ? [] : [timeLeft(secondsLeft)]),
    `loss ${total.toPrecision(3)}`,
    ...(heldOutError === null ? [] : [`held-out error ${heldOutError.toFixed(2)} (no change = 1)`]),
  ].join(', ');
}

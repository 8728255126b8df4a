/** log.txt: what happened when, one line each; the only file of a run folder that knows the time of day. */
import type { Host } from '../host';
import { ensembleSettings, type TrainingSettings } from '../../dynamics/settings';
import type { TrainingSnapshot } from '../../inference/run/result';
import { timeLeft, count, percent } from '../../present/text/format';

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

/** How far a run has come, as it is told while it runs: on a terminal in one line that is rewritten, elsewhere every tenth of the way. */

const barWidth = 10;

export class ProgressLine {
  readonly #host: Pick<Host, 'tell' | 'status'>;
  readonly #stepsInAll: number;
  #tenths = 0;

  constructor(host: Pick<Host, 'tell' | 'status'>, settings: TrainingSettings, genes: number) {
    this.#host = host;
    this.#stepsInAll = settings.steps * (1 + ensembleSettings(settings, genes).length);
  }

  show(snapshot: TrainingSnapshot): void {
    const share = this.#share(snapshot);
    if (this.#host.status) {
      const full = Math.floor(share * barWidth);
      const bar = `${'━'.repeat(full)}${'─'.repeat(barWidth - full)}`;
      this.#host.status(`${bar} ${percent(share)}  ${progressText(snapshot)}`);
      return;
    }
    const tenths = Math.floor(10 * share);
    if (tenths > this.#tenths) this.#host.tell(`${percent(share)}  ${progressText(snapshot)}`);
    this.#tenths = tenths;
  }

  clear(): void {
    this.#host.status?.('');
  }

  /** Of all steps there are, those of fits that refine included. */
  #share({ step, steps, refining }: TrainingSnapshot): number {
    if (!refining) return step < steps ? step / this.#stepsInAll : 1;
    return (step + (refining.fit - 2) * refining.steps + refining.step) / this.#stepsInAll;
  }
}

function progressText({ step, steps, refining, loss, heldOutError, secondsLeft }: TrainingSnapshot): string {
  const total = loss.endpoint + loss.cell + loss.path + loss.prior;
  return [
    refining
      ? `fit ${refining.fit} of ${refining.fits}, step ${count(refining.step)} of ${count(refining.steps)}`
      : `step ${count(step)} of ${count(steps)}`,
    ...(secondsLeft === null || secondsLeft[1] === 0 ? [] : [timeLeft(secondsLeft)]),
    `loss ${total.toPrecision(3)}`,
    ...(heldOutError === null ? [] : [`left-out error ${heldOutError.toFixed(2)} of no change`]),
  ].join(', ');
}

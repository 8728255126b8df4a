/**
 * Notices that a worker gives no sign any more. In a damaged file the HDF5 library may follow lengths and links in a circle for
 * ever, inside one call that nothing but the end of its worker can stop.
 */

export interface SilenceWatch {
  /** A sign was given. */
  heard(): void;
  end(): void;
}

/** What is done after so many seconds without a sign: once, or again where a sign was given since. */
export interface AfterSilence {
  readonly seconds: number;
  readonly act: () => void;
}

/** What a file says of itself is read in steps of a second at most, on slow machines a few: after so long people are told, and then it is given up. */
export const SILENT_SECONDS = 10;
export const MOST_SILENT_SECONDS = 30;

const SECOND = 1000;

/** Ends with the last of the acts. Seconds in which the page itself was asleep do not count. */
export function watchSilence(acts: readonly AfterSilence[]): SilenceWatch {
  const longest = Math.max(...acts.map(({ seconds }) => seconds));
  let silent = 0;
  const timer = setInterval(() => {
    silent += 1;
    if (silent >= longest) clearInterval(timer);
    for (const { seconds, act } of acts) if (seconds === silent) act();
  }, SECOND);
  return {
    heard: () => {
      silent = 0;
    },
    end: () => clearInterval(timer),
  };
}

/** Notices that a worker gives no sign of life. In a damaged file the HDF5 library may follow links in a circle for ever. */

export interface SilenceWatch {
  /** A sign came. */
  sign(): void;
  end(): void;
}

/** Acts after so many whole seconds without a sign: once, and again after a sign and as much silence. */
export interface AfterSilence {
  readonly seconds: number;
  readonly act: () => void;
}

/** The header of a file is read in pieces of a second at most, a few on slow machines: a note after so long, then the end. */
export const SILENT_SECONDS = 10;
export const MAX_SILENT_SECONDS = 30;

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
    sign: () => {
      silent = 0;
    },
    end: () => clearInterval(timer),
  };
}

/**
 * Notices that a worker gives no sign any more. In a damaged file the HDF5 library may follow lengths and links in a circle for
 * ever, inside one call that nothing but the end of its worker can stop.
 */

export interface SilenceWatch {
  /** A sign was given. */
  heard(): void;
  end(): void;
}

const SECOND = 1000;

/** Calls `onSilent` once, after so many seconds without a sign. Seconds in which the page itself was asleep do not count. */
export function watchSilence(seconds: number, onSilent: () => void): SilenceWatch {
  let silent = 0;
  const timer = setInterval(() => {
    silent += 1;
    if (silent < seconds) return;
    clearInterval(timer);
    onSilent();
  }, SECOND);
  return {
    heard: () => {
      silent = 0;
    },
    end: () => clearInterval(timer),
  };
}

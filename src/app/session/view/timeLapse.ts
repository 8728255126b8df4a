/** Which frame of the time-lapse is on the canvas, in place of the network; null: the network itself. */
import type { TimeLapse, TimeLapseFrame } from '../../../share/timeLapse';
import { timeLapseNow } from '../run/snapshots';
import { useTimeLapse } from '../stores';

export function showFrame(frame: number | null): void {
  useTimeLapse.setState({ frame });
}

export function frameShown(): { readonly lapse: TimeLapse; readonly frame: TimeLapseFrame } | null {
  const lapse = timeLapseNow();
  const frame = lapse?.frames[useTimeLapse.getState().frame ?? -1];
  return lapse && frame ? { lapse, frame } : null;
}

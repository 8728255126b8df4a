/** Keeps the time-lapse of the run in training, from its snapshots. Loaded with the first run, beside what the page needs at once. */
import { noTimeLapse, rewound, withSnapshot } from '../../../share/timeLapse';
import {
  keepTimeLapse,
  latestSnapshot,
  liveNetwork,
  recentSteadiness,
  subscribeSnapshots,
  timeLapseNow,
} from './snapshots';

let isFollowing = false;

/** From now on, for every run. */
export function keepFrames(): void {
  if (isFollowing) return;
  isFollowing = true;
  take();
  subscribeSnapshots(take);
}

function take(): void {
  const snapshot = latestSnapshot();
  const network = liveNetwork();
  if (!snapshot || !network) return;
  const before = rewound(timeLapseNow() ?? noTimeLapse, snapshot.step);
  keepTimeLapse(withSnapshot(before, snapshot, network, recentSteadiness));
}

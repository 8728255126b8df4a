/** What happens when the page opens: the link is shown or the demo learns, a saved run is offered, sliders are followed. */
import { followWanted, isLink, openLink } from './actions/arrivals';
import { openDemo } from './actions/demo';
import { showAddress } from './actions/files';
import { followEndedRuns } from './actions/evaluation';
import { followSliders } from './actions/predict';
import { findSaved } from './actions/saved';
import { listenToKeys } from './keyboard';
import { keepPreferences } from './preferences';
import { saveRun } from './runner';

/** Call once, from main.tsx. */
export function startSession(): void {
  keepPreferences();
  followSliders();
  followEndedRuns();
  listenToKeys(window);
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) void saveRun();
  });
  followWanted();
  window.addEventListener('hashchange', () => {
    if (isLink(location.hash)) void openLink(location.hash);
  });
  if (isLink(location.hash)) void openLink(location.hash);
  else if (!showAddress(location.search)) void openDemo('myeloid');
  void findSaved();
}

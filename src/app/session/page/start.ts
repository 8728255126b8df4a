/** The start of the page: shows the link in the address or trains the demo, and offers a saved run. */
import { isLink, findSaved } from '../share/arrivals';
import { showAddress } from '../data/files';
import { threads, workWith } from '../clients';
import { showPreview } from '../data/demoPreview';
import { startJudging } from '../run/doubt';
import { runCommand } from './keyboard';
import { keepPreferences } from '../browserStorage';
import { followInstallOffer } from '../offlineState';
import {
  saveRun,
  saveState,
  effectsOfFile,
  followWanted,
  openLink,
  openDemo,
  followEffects,
  followEndedRuns,
  followMethods,
  followSliders,
} from './actions';
import { followSteps, hasOwnLink } from '../view/stepHistory';
import { firstNetwork } from '../view/viewBus';

/** Call once, from main.tsx. `drawing`: settles when networks can be drawn. */
export function startSession(drawing: Promise<unknown>): void {
  workWith(threads);
  keepPreferences();
  followInstallOffer();
  followSliders();
  followEndedRuns();
  followMethods();
  followEffects();
  startJudging();
  window.addEventListener('keydown', runCommand);
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) void saveRun();
  });
  window.addEventListener('pagehide', () => void saveRun());
  followWanted();
  window.addEventListener('hashchange', () => {
    if (isLink(location.hash) && !hasOwnLink()) void openLink(location.hash);
  });
  if (isLink(location.hash)) void openLink(location.hash);
  else if (!showAddress(location.search)) {
    void showPreview(drawing);
    void openDemo('myeloid');
  }
  followSteps();
  void firstNetwork.then(async () =>
    (await import('../run/effectsOfRun')).followEffects({ effectsOfFile, save: () => saveState(null) }),
  );
  void firstNetwork.then(findSaved).then(async () => (await import('./stored')).followDeletion());
}

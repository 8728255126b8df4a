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
import { followSteps, hasOwnLink, linkIn, showAsked } from '../view/stepHistory';
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
  window.addEventListener('hashchange', ({ oldURL }) => {
    const link = linkIn(location.hash);
    const isOther = link !== linkIn(new URL(oldURL).hash);
    if (isLink(link) && isOther && !hasOwnLink()) void openLink(link);
  });
  const link = linkIn(location.hash);
  if (isLink(link)) void openLink(link);
  else if (!showAddress(location.search)) {
    void showPreview(drawing);
    void openDemo('myeloid').then(() => showAsked());
  }
  followSteps();
  void firstNetwork.then(async () =>
    (await import('../run/effectsOfRun')).followMeasured({ effectsOfFile, save: () => saveState(null) }),
  );
  void firstNetwork.then(findSaved).then(async () => (await import('./stored')).followDeletion());
}

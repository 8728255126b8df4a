/** Whether a newer version of the page is ready, and the browser's offer to install the page as an app. The work is in offline.ts. */
import type { InstallOffer } from './state';
import { useOffline } from './stores';

function isOffer(event: Event): event is InstallOffer {
  return 'prompt' in event;
}

/** The offer comes once, soon after the page has loaded. */
export function followInstallOffer(): void {
  window.addEventListener('beforeinstallprompt', (event) => {
    // The browser's own bar would cover the network.
    event.preventDefault();
    if (isOffer(event)) useOffline.setState({ offer: event });
  });
  window.addEventListener('appinstalled', () => useOffline.setState({ offer: null }));
}

/** Asks the person in the browser's own dialog; an offer can be used once. */
export async function installApp(): Promise<void> {
  const { offer } = useOffline.getState();
  useOffline.setState({ offer: null });
  await offer?.prompt();
}

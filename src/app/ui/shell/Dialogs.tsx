/** At most one dialog is open; each is loaded when first asked for. */
import { lazy, Suspense } from 'react';
import { useScreen } from '../../session/stores';

const Palette = lazy(async () => ({ default: (await import('./Palette')).Palette }));
const ShortcutsDialog = lazy(async () => ({ default: (await import('./ShortcutsDialog')).ShortcutsDialog }));
const ShareDialog = lazy(async () => ({
  default: (await import('../panels/share/ShareDialog')).ShareDialog,
}));

export function Dialogs() {
  const dialog = useScreen((screen) => screen.dialog);
  return (
    <Suspense>
      {dialog === 'palette' ? <Palette /> : null}
      {dialog === 'share' ? <ShareDialog /> : null}
      {dialog === 'shortcuts' ? <ShortcutsDialog /> : null}
    </Suspense>
  );
}

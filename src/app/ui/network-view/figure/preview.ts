/** The network on the screen as a small picture, for who is about to share it. */
import type { NetworkController } from '../controller';
import { compose } from '../../../../present/figure/compose';
import { writeSvg } from '../../../../present/figure/svg/svg';

let shown: NetworkController | null = null;

/** The view that is on the screen; null when it leaves. */
export function setShown(controller: NetworkController | null): void {
  shown = controller;
}

/** SVG; `change`: coloured by the answer to the sliders. null where no network is on the screen. */
export function previewSvg(change: Change): string | null {
  if (!shown?.scene) return null;
  const { scene, palette, stage } = shown;
  const picture = { ...compose({ ...scene, change, selection: null }, palette), legend: [] };
  return writeSvg({ picture, palette, places: stage.atZoomOne(), caption: [] }).svg;
}

type Change = NonNullable<NetworkController['scene']>['change'];

/** Exports of the network on screen: SVG, PNG at 300 dots per inch drawn from the SVG, and the preview of a link. */
import { bundlesOf } from '../../../present/figure/bundles';
import { compose } from '../../../present/figure/compose';
import type { NetworkFigure } from '../../../present/figure/networkFigure';
import { type Palette, paletteOf } from '../../../present/figure/palette';
import type { Scene } from '../../../present/figure/scene';
import { writeSvg } from '../../../present/figure/svg/svg';
import { useRun, useScreen } from '../../session/stores';
import { centreOf } from '../derived/opening';
import { originText, saveSvg, saveSvgAsPng } from '../kit/savedPicture';
import type { Stage } from './canvas/stage';
import type { NetworkController } from './controller';

/** Views beside the network export themselves while one of them is shown. */
function isNetworkShown(): boolean {
  const screen = useScreen.getState();
  const centre = centreOf(screen);
  return screen.step !== 'explore' || centre === 'network' || centre === 'table';
}

export function downloadSvg(controller: NetworkController): void {
  if (!isNetworkShown()) return;
  const drawn = drawFigure(controller);
  if (drawn) saveSvg(drawn.svg, 'network.svg');
}

/** Without a figure on screen these do nothing. */
export async function downloadPng(controller: NetworkController): Promise<void> {
  if (!isNetworkShown()) return;
  const drawn = drawFigure(controller);
  if (!drawn) return;
  await saveSvgAsPng(drawn, 'network.png');
}

/** Adds the network on screen to the composed figure. */
export async function composeNetwork({ drawn, stage }: NetworkController): Promise<void> {
  if (!drawn || !isNetworkShown()) return;
  const { addNetwork } = await import('../composed/panels');
  addNetwork(drawn.scene, stage.inWorld(), contentOf(drawn.scene));
}

/** In the colours of paper, whatever those of the page. */
function drawFigure({ drawn, stage }: NetworkController) {
  if (!drawn) return null;
  const scene = { ...drawn.scene, hovered: null };
  const palette = paletteOf('light');
  return drawnAs(compose(scene, palette), palette, stage, captionOf(scene));
}

/** Content of the figure, and the seed and data that reproduce it. */
function captionOf(scene: Scene): string[] {
  return [contentOf(scene), originText()];
}

function contentOf(scene: Scene): string {
  const run = useRun.getState();
  const steps = run.phase === 'finished' || run.summary.step === 0 ? '' : `, step ${run.summary.step}`;
  const change = scene.change && !scene.shading ? ' Colours: predicted change of expression.' : '';
  const reference = scene.reference && run.truth ? ` Reference: ${run.truth.name}.` : '';
  return (
    `${scene.genes.length} genes, ${scene.edges.length} strongest edges${steps}. ` +
    `Width: |weight| relative to the strongest.${change}${reference}`
  );
}

let shown: NetworkController | null = null;

/** The controller of the mounted view; null on unmount. */
export function setShown(controller: NetworkController | null): void {
  shown = controller;
}

/** SVG of the network on screen, coloured by the predicted `change`; null where none is on screen. */
export function previewSvg(change: Scene['change']): string | null {
  if (!shown?.drawn) return null;
  const { drawn, palette, stage } = shown;
  const figure = {
    ...compose({ ...drawn.scene, change, selection: null, measured: null }, palette),
    legend: [],
  };
  return drawnAs(figure, palette, stage, []).svg;
}

/** Bundled where the page is. */
function drawnAs(figure: NetworkFigure, palette: Palette, stage: Stage, caption: readonly string[]) {
  const places = stage.inWorld();
  const ways = bundlesOf(stage.bundles ? figure.edges : [], places);
  return writeSvg({ figure, palette, places, ways, caption });
}

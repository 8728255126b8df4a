/**
 * Layers that follow the canvas: outlines and names of modules, names of circles, and badges with the levels of perturbed
 * genes. Text hardly changes its size with the zoom.
 */
import type { Box } from '../../../../present/figure/geometry';
import { type Area, badgeArea, type Label } from '../../../../present/figure/labels';
import { MODULE_FONT, type OutlinedModule } from '../../../../present/figure/moduleOutlines';
import type { NetworkFigure } from '../../../../present/figure/networkFigure';

/** Outlines go to `under`, names to `over`, above the edges. */
export function drawModules(
  under: SVGSVGElement,
  over: SVGSVGElement,
  modules: readonly OutlinedModule[],
): void {
  const shapes = modules.map(({ module, hull }) =>
    element('path', {
      d: hull.path,
      fill: module.fill,
      stroke: module.stroke,
      'stroke-width': '1.3',
      ...(module.line ? { 'stroke-dasharray': module.line } : {}),
      opacity: String(module.opacity),
    }),
  );
  const names = modules.flatMap(({ module, name }) => {
    if (!name) return [];
    const place = {
      x: name.x.toFixed(1),
      y: name.y.toFixed(1),
      fill: module.ink,
      stroke: 'var(--canvas)',
      'stroke-width': '4',
      'stroke-linejoin': 'round',
      'paint-order': 'stroke',
      'font-size': String(MODULE_FONT),
      'font-weight': '600',
      'text-anchor': 'middle',
      opacity: String(module.opacity),
    };
    return element('text', place, module.name);
  });
  under.replaceChildren(...shapes);
  over.replaceChildren(...names);
}

/** Names of circles, each with a halo in the colour of the canvas. A bitmap: hundreds of names follow every frame of a pan. */
export function drawLabels(canvas: HTMLCanvasElement, labels: readonly Label[], halo: string): void {
  const ratio = window.devicePixelRatio;
  const [width, height] = [canvas.clientWidth * ratio, canvas.clientHeight * ratio];
  if (canvas.width !== Math.round(width)) canvas.width = Math.round(width);
  if (canvas.height !== Math.round(height)) canvas.height = Math.round(height);
  const context = canvas.getContext('2d');
  if (!context) return;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
  context.lineJoin = 'round';
  context.lineWidth = 3;
  context.strokeStyle = halo;
  for (const { text, x, y, fontSize, ink } of labels) {
    context.font = `600 ${fontSize.toFixed(1)}px "Inter Variable", system-ui, sans-serif`;
    context.fillStyle = ink;
    context.strokeText(text, x, y);
    context.fillText(text, x, y);
  }
}

export function drawBadges(
  layer: SVGSVGElement,
  figure: NetworkFigure,
  boxes: ReadonlyMap<number, Box>,
): void {
  const badges = figure.nodes.flatMap((node) => {
    const box = boxes.get(node.gene);
    if (!box || node.badge === null) return [];
    const area = badgeArea(node.badge, box);
    const level = {
      x: box.x.toFixed(1),
      y: (area.top + 12).toFixed(1),
      'text-anchor': 'middle',
      'font-size': '11',
      'font-weight': '600',
      fill: 'var(--mantine-color-body)',
    };
    return [
      element('rect', { ...rectangle(area), rx: '8.5', fill: 'var(--text)' }),
      element('text', level, node.badge),
    ];
  });
  layer.replaceChildren(...badges);
}

function rectangle({
  left,
  right,
  top,
  bottom,
}: Area): Readonly<Record<'x' | 'y' | 'width' | 'height', string>> {
  return {
    x: left.toFixed(1),
    y: top.toFixed(1),
    width: (right - left).toFixed(1),
    height: (bottom - top).toFixed(1),
  };
}

function element(name: string, attributes: Readonly<Record<string, string>>, text = ''): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

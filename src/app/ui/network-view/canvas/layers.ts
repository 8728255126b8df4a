/**
 * SVG layers that follow the canvas: outlines and names of modules, and badges with the levels of perturbed genes. Text
 * keeps its size at any zoom.
 */
import { type Box, hullMargin, hullOf, type Point } from '../../../../present/figure/geometry';
import { textWidth, type NetworkFigure } from '../../../../present/figure/networkFigure';

type Places = ReadonlyMap<number, Point>;

/** Outlines go to `under`, names to `over`, above the edges. */
export function drawModules(
  under: SVGSVGElement,
  over: SVGSVGElement,
  figure: NetworkFigure,
  places: Places,
  zoom: number,
): void {
  const shapes: SVGElement[] = [];
  const names: SVGElement[] = [];
  const margin = hullMargin(figure.nodes.length) * Math.sqrt(zoom);
  for (const module of figure.modules) {
    const hull = hullOf(boxesOf(figure, module.members, places, zoom), margin);
    if (!hull) continue;
    const opacity = String(module.opacity);
    shapes.push(
      element('path', {
        d: hull.path,
        fill: module.fill,
        stroke: module.stroke,
        'stroke-width': '1.3',
        ...(module.line ? { 'stroke-dasharray': module.line } : {}),
        opacity,
      }),
    );
    const place = {
      x: hull.top.x.toFixed(1),
      y: (hull.top.y - 7).toFixed(1),
      fill: module.ink,
      stroke: 'var(--canvas)',
      'stroke-width': '4',
      'stroke-linejoin': 'round',
      'paint-order': 'stroke',
      'font-size': '11.5',
      'font-weight': '600',
      'text-anchor': 'middle',
      opacity,
    };
    names.push(element('text', place, module.name));
  }
  under.replaceChildren(...shapes);
  over.replaceChildren(...names);
}

export function drawBadges(layer: SVGSVGElement, figure: NetworkFigure, places: Places, zoom: number): void {
  const badges = figure.nodes.flatMap((node) => {
    const place = places.get(node.gene);
    if (!place || node.badge === null) return [];
    const width = Math.max(34, textWidth(node.badge, 11) + 16);
    const y = place.y + (node.height * zoom) / 2 - 3;
    const box = {
      x: (place.x - width / 2).toFixed(1),
      y: y.toFixed(1),
      width: width.toFixed(1),
      height: '17',
      rx: '8.5',
      fill: 'var(--text)',
    };
    const level = {
      x: place.x.toFixed(1),
      y: (y + 12).toFixed(1),
      'text-anchor': 'middle',
      'font-size': '11',
      'font-weight': '600',
      fill: 'var(--mantine-color-body)',
    };
    return [element('rect', box), element('text', level, node.badge)];
  });
  layer.replaceChildren(...badges);
}

function boxesOf(figure: NetworkFigure, members: readonly number[], places: Places, zoom: number): Box[] {
  return figure.nodes.flatMap((node) => {
    const place = members.includes(node.gene) ? places.get(node.gene) : undefined;
    if (!place) return [];
    return [{ ...place, halfWidth: (node.width * zoom) / 2, halfHeight: (node.height * zoom) / 2 }];
  });
}

function element(name: string, attributes: Readonly<Record<string, string>>, text = ''): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

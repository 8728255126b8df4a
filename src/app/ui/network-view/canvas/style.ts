/**
 * Cytoscape's stylesheet: everything by data mapping, so that a change of picture is a change of data and never of
 * rules (per-element selectors made other tools unusable beyond a few hundred edges).
 */
import type { Palette } from '../../../../present/figure/palette';

const systemFonts = 'system-ui, sans-serif';

/** Cytoscape's own types know no data mappings. */
export interface Rule {
  readonly selector: string;
  readonly style: Readonly<Record<string, string | number | readonly number[]>>;
}

/**
 * `fade`: milliseconds an edge takes to appear or go; 0 where motion is not wanted. `interLoaded`: text drawn before the
 * font is there would keep the substitute's look.
 */
export function stylesheet(palette: Palette, fade: number, interLoaded: boolean): Rule[] {
  const fontFamily = interLoaded ? `"Inter Variable", ${systemFonts}` : systemFonts;
  return [
    {
      selector: 'node',
      style: {
        shape: 'round-rectangle',
        'corner-radius': 'data(corner)',
        width: 'data(width)',
        height: 'data(height)',
        'background-color': 'data(fill)',
        'border-color': 'data(border)',
        'border-width': 'data(borderWidth)',
        'background-image': 'data(ring)',
        'background-width': '100%',
        'background-height': '100%',
        'background-image-smoothing': 'yes',
        opacity: 'data(opacity)',
        label: 'data(name)',
        color: 'data(ink)',
        'font-family': fontFamily,
        'font-size': 'data(fontSize)',
        'font-weight': 600,
        'text-valign': 'center',
        'text-halign': 'data(side)',
        'text-margin-x': 'data(labelGap)',
        'min-zoomed-font-size': 'data(leastFont)',
        'overlay-opacity': 0,
        'outline-color': palette.accent,
        'outline-width': 'data(outline)',
        'outline-offset': 3,
        'transition-property': 'opacity',
        'transition-duration': fade === 0 ? 0 : 120,
      },
    },
    {
      selector: 'node.beside',
      style: {
        'text-background-color': palette.canvas,
        'text-background-opacity': 0.72,
        'text-background-padding': '1px',
      },
    },
    {
      selector: 'edge',
      style: {
        width: 'data(width)',
        'line-color': 'data(color)',
        'line-style': 'data(line)',
        'line-dash-pattern': [6, 4],
        'curve-style': 'data(curve)',
        'control-point-distances': 'data(bow)',
        'control-point-weights': 0.5,
        'target-arrow-shape': 'data(head)',
        'target-arrow-color': 'data(color)',
        'arrow-scale': 'data(headScale)',
        'target-distance-from-node': 2,
        opacity: 'data(opacity)',
        'overlay-opacity': 0,
        'z-index': 'data(level)',
        'transition-property': 'opacity',
        'transition-duration': fade,
      },
    },
    {
      selector: 'edge[mark = "missed"]',
      style: {
        width: 1.4,
        'line-outline-width': 1.2,
        'line-outline-color': 'data(color)',
        'line-color': palette.canvas,
      },
    },
    {
      selector: 'edge[mark = "wrong"]',
      style: {
        'line-dash-pattern': [2, 5],
        label: '×',
        'font-family': fontFamily,
        'font-size': 17,
        'font-weight': 700,
        color: 'data(color)',
        'text-background-color': palette.canvas,
        'text-background-opacity': 1,
        'text-background-shape': 'circle',
        'text-background-padding': '0px',
      },
    },
    { selector: 'edge.going, edge.coming', style: { opacity: 0 } },
    { selector: 'edge.moving', style: { 'curve-style': 'haystack' } },
  ];
}

/**
 * Colours of the figure as plain hex values, from the design tokens: canvas drawing and exported figures cannot use CSS
 * variables. Signs and modules are never told by colour alone (heads, dashes, printed names).
 */
import { designTokens } from './designTokens';

export type Scheme = 'light' | 'dark';

export interface Palette {
  readonly canvas: string;
  readonly panel: string;
  readonly line: string;
  readonly text: string;
  readonly text2: string;
  readonly outline: string;
  readonly accent: string;
  readonly accentText: string;
  readonly activates: string;
  readonly represses: string;
  readonly neutralEdge: string;
  readonly modules: readonly string[];
  readonly warningFill: string;
  readonly warningLine: string;
  readonly warningText: string;
}

export function paletteOf(scheme: Scheme): Palette {
  const token = (name: string) => designTokens[scheme][name] ?? '#808080';
  const [canvas, text] = [token('--canvas'), token('--text')];
  return {
    canvas,
    panel: token('--mantine-color-body'),
    line: token('--line'),
    text,
    text2: token('--text-2'),
    outline: token('--outline-strong'),
    accent: token('--accent'),
    accentText: token('--accent-text'),
    activates: token('--activates'),
    represses: token('--represses'),
    neutralEdge: mix(text, canvas, 0.5),
    modules: [token('--module-1'), token('--module-2'), token('--module-3'), text],
    warningFill: token('--warning-fill'),
    warningLine: token('--warning-line'),
    warningText: token('--warning-text'),
  };
}

/** So many modules are told apart by colour and name alone. */
export const solidModules = 3;

/**
 * Colour of module number `module` (from 0): what Okabe and Ito's palette leaves beside the colours of signs, which is
 * green, purple, yellow and black (light on dark). The fifth begins again with another line (`moduleLine`).
 */
export function moduleColor(palette: Palette, module: number): string {
  return palette.modules[module % palette.modules.length] ?? palette.text2;
}

const moduleLines = [undefined, '7 4', '1.5 4', '10 4 1.5 4'];

/** Dash pattern of the outline of module number `module`; undefined: solid. */
export function moduleLine(module: number): string | undefined {
  return moduleLines[Math.floor(module / 4) % moduleLines.length];
}

/** `share` of the first colour in the second, in sRGB; both as #RRGGBB. */
export function mix(first: string, second: string, share: number): string {
  const [a, b] = [channels(first), channels(second)];
  const part = (i: 0 | 1 | 2) => Math.round(a[i] * share + b[i] * (1 - share));
  return `#${[part(0), part(1), part(2)].map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** Black or white, whichever is easier to read on the colour (WCAG 2.2 relative luminance). */
export function inkOn(color: string): string {
  const [r, g, b] = channels(color);
  const luminance = 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  return 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05 ? '#FFFFFF' : '#000000';
}

/**
 * Fill for a predicted change: blue at ÷ 4 and below, the neutral at no change, orange at × 4 and above. A fixed scale,
 * so that two figures compare. Not finite: neutral.
 */
export function changeColor(palette: Palette, log2FoldChange: number): string {
  if (!Number.isFinite(log2FoldChange)) return palette.panel;
  const share = Math.min(1, Math.abs(log2FoldChange) / 2);
  return mix(log2FoldChange > 0 ? palette.activates : palette.represses, palette.panel, share);
}

function linear(value: number): number {
  return value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
}

function channels(color: string): readonly [number, number, number] {
  const value = Number.parseInt(color.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

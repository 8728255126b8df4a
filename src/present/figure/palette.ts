/**
 * Colours of the page and of figures. Figures need plain hex values, because canvas drawing and exported files cannot use CSS
 * variables. Signs and modules are never distinguished by colour alone (heads, dashes, printed names).
 */
export type Scheme = 'light' | 'dark';

export type Palette = Readonly<ReturnType<typeof paletteOf>>;

export function paletteOf(scheme: Scheme) {
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
    confirmed: token('--module-1'),
    contradicted: token('--error-text'),
    neutralEdge: mix(text, canvas, 0.5),
    modules: Array.from({ length: moduleColors }, (_, i) => token(`--module-${i + 1}`)),
    warningFill: token('--warning-fill'),
    warningLine: token('--warning-line'),
    warningText: token('--warning-text'),
  };
}

/** Up to this number of genes each is a pill with its name inside; beyond it, a circle with its name beside it. */
export const MAX_PILLS = 30;

/** Up to this number, modules are distinguished by colour and name alone. */
export const solidModules = 3;

/** Whether edges of a doubtful run are dashed as well as grey: among many edges, as of circles, dashes hide where each runs, and its head. */
export function isDoubtDashed(genes: number): boolean {
  return genes <= MAX_PILLS;
}

/** Number of module colours. */
export const moduleColors = 15;

/**
 * Colour of module `module` (from 0): green, purple and yellow of the Okabe–Ito palette, then twelve chosen to stay apart from
 * each other and from the colours of signs, in OKLab and as seen without red or green cones. They repeat from the sixteenth on.
 */
export function moduleColor(palette: Palette, module: number): string {
  return palette.modules[module % palette.modules.length] ?? palette.text2;
}

const moduleLines = [undefined, '7 4', '1.5 4', '10 4 1.5 4'];

/** Dash pattern of the outline of module `module` (from 0), the same for four in a row; undefined: solid. */
export function moduleLine(module: number): string | undefined {
  return moduleLines[Math.floor(module / 4) % moduleLines.length];
}

/** `share` of the first colour mixed into the second, in sRGB; both as #RRGGBB. */
export function mix(first: string, second: string, share: number): string {
  const [a, b] = [channels(first), channels(second)];
  const part = (i: 0 | 1 | 2) => Math.round(a[i] * share + b[i] * (1 - share));
  return `#${[part(0), part(1), part(2)].map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** Black or white, whichever has the higher contrast on the colour (WCAG 2.2 relative luminance). */
export function inkOn(color: string): string {
  const [r, g, b] = channels(color);
  const luminance = 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  return 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05 ? '#FFFFFF' : '#000000';
}

/** Share of their hue that colours keep in a figure of a run that is not to be interpreted. */
const MUTED_HUE = 0.3;

/** The palette of a figure that is not to be interpreted: signs and modules in grey with a trace of their hue. */
export function greyed(palette: Palette): Palette {
  const muted = (color: string) => mix(color, palette.outline, MUTED_HUE);
  return {
    ...palette,
    activates: muted(palette.activates),
    represses: muted(palette.represses),
    modules: palette.modules.map(muted),
    accent: palette.outline,
  };
}

/**
 * Fill for a predicted change: blue at ÷ 4 and below, neutral at no change, orange at × 4 and above; neutral for a value that
 * is not finite. The scale is fixed, so that figures can be compared.
 */
export function changeColor(palette: Palette, log2FoldChange: number): string {
  if (!Number.isFinite(log2FoldChange)) return palette.panel;
  const share = Math.min(1, Math.abs(log2FoldChange) / 2);
  return mix(log2FoldChange > 0 ? palette.activates : palette.represses, palette.panel, share);
}

/** Fill for an amount: from the colour of the panel, for none, to full violet for a `share` of 1; neutral for a value that is not finite. */
export function amountColor(palette: Palette, share: number): string {
  return mix(palette.accent, palette.panel, Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0);
}

function linear(value: number): number {
  return value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
}

/** Red, green and blue of #rrggbb, 0 to 255. */
export function channels(color: string): readonly [number, number, number] {
  const value = Number.parseInt(color.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/**
 * Design tokens as CSS variables, the source of the page's style and of every exported figure. Computed contrast on page and
 * canvas: text at least 4.8:1, marks of signs and modules at least 3.3:1.
 */
export const designTokens: Readonly<Record<Scheme, Readonly<Record<string, string>>>> = {
  light: {
    '--mantine-color-body': '#FFFFFF',
    '--mantine-color-text': '#1A1A1E',
    '--mantine-color-dimmed': '#55555C',
    '--mantine-color-default-border': '#D2D2CC',
    '--mantine-color-placeholder': '#6B6B72',
    '--canvas': '#FFFFFF',
    '--rail': '#F7F7F5',
    '--sunk': '#F1F1EF',
    '--line': '#E7E7E3',
    '--outline': '#D2D2CC',
    '--outline-strong': '#8C8C91',
    '--text': '#1A1A1E',
    '--text-2': '#55555C',
    '--text-3': '#6B6B72',
    '--accent': '#5B41C9',
    '--accent-text': '#5239BD',
    '--accent-tint': '#F1EEFC',
    '--on-accent': '#FFFFFF',
    '--activates': '#D55E00',
    '--activates-text': '#A84A00',
    '--represses': '#0072B2',
    '--represses-text': '#00649C',
    '--module-1': '#009E73',
    '--module-2': '#BF6799',
    '--module-3': '#968900',
    '--module-4': '#584903',
    '--module-5': '#8D0367',
    '--module-6': '#9C77FA',
    '--module-7': '#866651',
    '--module-8': '#828AC9',
    '--module-9': '#8C5086',
    '--module-10': '#731E99',
    '--module-11': '#A60931',
    '--module-12': '#5F6DE1',
    '--module-13': '#0C603F',
    '--module-14': '#E85D71',
    '--module-15': '#474478',
    '--warning-fill': '#FFF7E3',
    '--warning-line': '#EBCB7A',
    '--warning-text': '#6B4A00',
    '--warning-icon': '#9A6700',
    '--error-fill': '#FDF1F0',
    '--error-line': '#F0B8B3',
    '--error-text': '#9B1C13',
    '--mantine-color-error': '#9B1C13',
    '--shadow-small': '0 1px 2px rgba(20, 20, 30, 0.06)',
  },
  dark: {
    '--mantine-color-body': '#17181B',
    '--mantine-color-text': '#EDEDF0',
    '--mantine-color-dimmed': '#B3B4BB',
    '--mantine-color-default-border': '#3A3C43',
    '--mantine-color-placeholder': '#93959E',
    '--canvas': '#121316',
    '--rail': '#17181B',
    '--sunk': '#202126',
    '--line': '#2A2B30',
    '--outline': '#3A3C43',
    '--outline-strong': '#74767F',
    '--text': '#EDEDF0',
    '--text-2': '#B3B4BB',
    '--text-3': '#93959E',
    '--accent': '#755CE0',
    '--accent-text': '#B3A4FA',
    '--accent-tint': '#262139',
    '--on-accent': '#FFFFFF',
    '--activates': '#E69F00',
    '--activates-text': '#EDB02E',
    '--represses': '#56B4E9',
    '--represses-text': '#7CC5EF',
    '--module-1': '#1DBB8C',
    '--module-2': '#D78FB8',
    '--module-3': '#F0E442',
    '--module-4': '#BE2D1B',
    '--module-5': '#217081',
    '--module-6': '#FCBDFD',
    '--module-7': '#01F2A3',
    '--module-8': '#B948A8',
    '--module-9': '#7A9015',
    '--module-10': '#F46256',
    '--module-11': '#A27B8D',
    '--module-12': '#9987FE',
    '--module-13': '#835B4F',
    '--module-14': '#ACCACB',
    '--module-15': '#98C975',
    '--warning-fill': '#2B2415',
    '--warning-line': '#5C4A1E',
    '--warning-text': '#F1D28A',
    '--warning-icon': '#E3B341',
    '--error-fill': '#2E1A19',
    '--error-line': '#6B302B',
    '--error-text': '#F5A59E',
    '--mantine-color-error': '#F5A59E',
    '--shadow-small': 'none',
  },
};

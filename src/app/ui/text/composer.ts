/** Sentences of the figure composer. */
import { capital } from '../../../present/text/format';

const plotNames: Readonly<Record<string, string>> = { 'predicted-measured': 'Predicted and measured' };

export const composerText = {
  title: 'Compose a figure',
  what: 'Panels are copies of what was on screen. Text keeps one size in print and stays text in the SVG.',
  add: 'Add to figure',
  addScreen: 'The view on screen',
  empty: 'No panels yet.',
  emptyHint:
    '“Add to figure” stands beside every figure of the page and in the Export menu; these two can be added here.',
  width: 'Width of the figure',
  ownWidth: 'Another width',
  millimetres: 'Millimetres',
  textSize: 'Text size',
  caption: 'Caption in the file',
  copyCaption: 'Copy caption',
  copied: 'Caption copied.',
  notCopied: 'The caption could not be copied; it can be selected below the figure.',
  drawing: 'Drawing the figure',
  failed: 'The figure could not be drawn.',
  pngFailed: 'The PNG could not be made; the SVG has the same content.',
  full: 'A figure takes at most 12 panels.',
  kept: 'The figure stays in this browser until its panels are removed.',
  pdfHint: 'Opens the print dialog of the browser on a page of this size; choose “Save as PDF” there',
  printed: 'In the print dialog choose “Save as PDF”.',
  notPrinted: 'The figure could not be printed; the SVG has the same content.',
  names: {
    network: 'Network',
    matrix: 'Heat map',
    layers: 'Regulators and modules',
    cells: 'Cells',
    pair: 'Two networks',
    scenarios: 'Scenarios',
    responders: 'Top responders',
    errors: 'Errors on unseen perturbations',
    truth: 'Precision and recall',
    calibration: 'Predicted sizes',
    curves: 'Learning curves',
  },
  /** From the name of its files. */
  plotName: (file: string) => plotNames[file] ?? capital(file.replaceAll('-', ' ')),
  widths: { 85: '85 mm, one column', 114: '114 mm, 1.5 columns', 174: '174 mm, two columns' },
  sizeLine: (width: number, height: number) => `${width} × ${Math.ceil(height)} mm`,
  tooTall: (most: number) => `; taller than most journals print (${most} mm)`,
  widened: (letters: string) => `. Wider than chosen, so that text has room: ${letters}.`,
  panelWidth: (letter: string) => `Width of panel ${letter}`,
  earlier: (letter: string) => `Move panel ${letter} earlier`,
  later: (letter: string) => `Move panel ${letter} later`,
  remove: (letter: string) => `Remove panel ${letter}`,
  alt: (caption: string) => `Preview. ${caption}`,
} as const;

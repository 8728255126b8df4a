/** Sentences of the page for readers (narrow windows, slides). */
export const readerText = {
  nothing: 'No network yet',
  sheet: 'Change a gene',
  chooseGene: 'Gene to change',
  noGene: 'Change a gene…',
  responders: 'Top responders',
  trainElsewhere: 'Train on a computer; the sliders work here.',
  noInstrument: 'This link holds the network only: there is nothing to move. Ask for one with sliders.',
  steps: 'All steps and tables',
  reading: 'Back to the simple page',
} as const;

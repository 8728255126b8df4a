/** How the name of a run file ends. Apart from runFile.ts, whose validators the page does not need to know the name. */
export const runFileEnding = '.modulode.json';

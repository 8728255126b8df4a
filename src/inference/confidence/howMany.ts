/** How many fits to resampled data are made. */

/** With fewer, an edge's share of agreeing fits says next to nothing. */
export const fewestFits = 5;

export const fitsByDefault = 20;
export const mostFits = 1000;

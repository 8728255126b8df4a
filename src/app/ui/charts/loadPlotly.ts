/** Plotly, fetched when the first figure is shown, and kept from writing its style into the page. */
import { forbidPlotlyStyle } from './plotlyStyle';

export async function loadPlotly() {
  forbidPlotlyStyle();
  const { default: plotly } = await import('plotly.js-cartesian-dist-min');
  return plotly;
}

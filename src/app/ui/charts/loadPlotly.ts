/** Loads plotly with the first figure. The rules that figures need are in plotlyStyle.css. */
import './plotlyStyle.css';
import { forbidInlineStyle } from '../kit/inlineStyles';

export async function loadPlotly() {
  forbidInlineStyle('plotly.js-style-global', 'no-inline-styles');
  const { default: plotly } = await import('plotly.js-cartesian-dist-min');
  return plotly;
}

import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { ModuleMark } from './NetworkFilters';

const dashesOf = (module: number) =>
  /stroke-dasharray="([^"]*)"/.exec(
    renderToStaticMarkup(<ModuleMark module={module} isDoubtful={false} />),
  )?.[1] ?? 'solid';

it('modules of the list have outlines as in the network, of four kinds', () => {
  expect([0, 3].map(dashesOf)).toEqual(['solid', 'solid']);
  expect(new Set([0, 4, 8, 12].map(dashesOf)).size).toBe(4);
});

import { expect, it } from 'vitest';
import { dataDiffer } from './motion';

it('holds back changes that are hardly seen, until they add up', () => {
  const drawn = { width: 2, opacity: 0.8, bow: 20, color: '#a00' };
  expect(dataDiffer(drawn, { ...drawn, width: 2.2, opacity: 0.75 }, 1 / 8)).toBe(false);
  expect(dataDiffer(drawn, { ...drawn, width: 2.2 }, 0)).toBe(true);
  expect(dataDiffer(drawn, { ...drawn, width: 2.4 }, 1 / 8)).toBe(true);
  expect(dataDiffer(drawn, { ...drawn, bow: -20 }, 1 / 8)).toBe(true);
});

const ring = (colour: string) => `data:image/svg+xml;utf8,%3Crect%20stroke%3D%22%23${colour}%22%2F%3E`;

it('holds back shades that are hardly told apart, also within a picture, but no other colour', () => {
  const drawn = { fill: '#E8A0A0', ring: ring('b04040') };
  const next = { fill: '#E090A8', ring: ring('b44838') };
  expect(dataDiffer(drawn, next, 1 / 8)).toBe(false);
  expect(dataDiffer(drawn, next, 0)).toBe(true);
  expect(dataDiffer(drawn, { ...drawn, fill: '#C8A0A0' }, 1 / 8)).toBe(true);
  expect(dataDiffer(drawn, { ...drawn, fill: '#E8A0C8' }, 1 / 8)).toBe(true);
  expect(dataDiffer(drawn, { ...drawn, ring: 'none' }, 1 / 8)).toBe(true);
});

it('sees every change of colour, shape and of what was not there', () => {
  const drawn = { width: 2, color: '#a00', outline: 0, head: 'tee' };
  expect(dataDiffer(drawn, { ...drawn, color: '#00a' }, 1 / 8)).toBe(true);
  expect(dataDiffer(drawn, { ...drawn, head: 'triangle' }, 1 / 8)).toBe(true);
  expect(dataDiffer(drawn, { ...drawn, outline: 1.6 }, 1 / 8)).toBe(true);
});

/** Files that hold something else than one matrix: the reason names what they are. */
import { describe, expect, it } from 'vitest';
import { parseTruth } from '../../evaluation/networks/truth';
import { describeInputError } from './errors';

describe('files that hold no matrix', () => {
  it.each(['screen.zarr', 'screen.zarr.zip', 'screen.h5ad'])('%s', (file) => {
    expect(describeInputError({ tag: 'no-matrix', file }).why).toContain('Neither X, raw nor a layer');
  });
});

it('a data file given as reference network is called that', () => {
  expect(parseTruth('\u0089HDF\r\n\u001a\n\u0000\u0000', 'screen.h5ad')).toEqual({
    ok: false,
    error: { tag: 'truth-binary', file: 'screen.h5ad', content: null },
  });
});

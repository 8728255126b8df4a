import { afterEach, describe, expect, it } from 'vitest';
import { sampleRun } from '../../../../tests/support/present/sampleRun';
import type { Network } from '../../../network/network';
import { useRun, useScreen } from '../../session/stores';
import { centreOf, fewRegulators, openExplore } from './opening';

/** The first `hubs` of 30 regulators act strongly. */
function networkOf(genes: number, hubs: number): Network {
  const regulators = Int32Array.from({ length: 30 }, (_, r) => r);
  const weights = Float32Array.from({ length: 30 * genes }, (_, pair) => {
    const [source, target] = [Math.floor(pair / genes), pair % genes];
    // All shares of the hubs are equal.
    return source === target ? 0 : source < hubs ? 2 - target / genes : 0.1;
  });
  return {
    genes: Array.from({ length: genes }, (_, gene) => `G${String(gene).padStart(3, '0')}`),
    regulators,
    weights,
    stability: null,
  };
}

function open(network: Network): string {
  useRun.setState({ result: { ...sampleRun().result, network } });
  openExplore();
  return centreOf(useScreen.getState());
}

afterEach(() => {
  useRun.setState({ result: null });
  useScreen.setState({ centre: null, opening: 'network' });
});

describe('what Explore opens with', () => {
  it('is the heat map where few regulators hold most edges of many genes', () => {
    expect(fewRegulators(networkOf(100, 5))).toBe(4);
    expect(open(networkOf(100, 5))).toBe('matrix');
    expect(open(networkOf(100, 25))).toBe('network');
    expect(open(networkOf(59, 5))).toBe('network');
  });

  it('is the network before there is a result, and what a person chose in any case', () => {
    openExplore();
    expect(centreOf(useScreen.getState())).toBe('network');
    useScreen.setState({ centre: 'network' });
    expect(open(networkOf(100, 5))).toBe('network');
    useScreen.setState({ centre: 'table' });
    expect(open(networkOf(100, 5))).toBe('table');
  });
});

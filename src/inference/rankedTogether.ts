/** The result of a run whose network is the rank mean of several fits (docs/method.md, "Rank mean"). */
import type { FittedModel } from '../dynamics/fitted';
import { findModules } from '../network/modules';
import type { Network } from '../network/network';
import { atSizesOf, rankMean } from '../network/rankMean';
import { readNetwork } from '../network/readout';
import { edgeStability } from '../network/stability';
import type { MainResult } from './buildResult';
import type { Member } from './result';

/**
 * `main` with the network of all members in place of its own. An edge's stability counts the members, brought to the main
 * fit's sizes, and the leave-out fits alike; modules are found in the averaged network and found again in the same fits.
 * Without companions the result is `main` as it is.
 */
export function rankedTogether(main: MainResult, companions: readonly Member[]): MainResult {
  if (companions.length === 0) return main;
  const { model, network: own } = main;
  const members: readonly Member[] = [
    { preset: 'H', horizon: model.settings.horizon, weights: own.weights },
    ...companions,
  ];
  const weights = rankMean(
    own,
    own.weights,
    members.map((member) => member.weights),
  );
  const others = [
    ...members.map((member) => atSizesOf(own, own.weights, member.weights)),
    ...model.leaveOut.map((parameters) => weightsOf(model, parameters)),
  ];
  const network: Network = { ...own, weights, stability: edgeStability(weights, others) };
  return { ...main, network, members, modules: findModules(network, others) };
}

function weightsOf(model: FittedModel, parameters: Float32Array): Float32Array {
  return readNetwork({ ...model, parameters }).weights;
}

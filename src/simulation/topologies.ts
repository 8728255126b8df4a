/**
 * Random topologies to test on: acyclic with hubs, and with feedback loops.
 */
import type { Random } from '../numerics/random';
import { NetworkBuilder, type TopologySettings } from './networkBuilder';
import type { SignedNetwork } from './signedNetwork';

/**
 * Acyclic: regulators stand in an order and only act downwards; the first fifth of them are masters without a regulator;
 * out-degrees fall off as a power of −0.8 of their rank. Throws where that many edges do not fit.
 */
export function scaleFree(settings: TopologySettings, random: Random): SignedNetwork {
  const masters = Math.max(1, Math.floor(settings.regulators / 5));
  const builder = new NetworkBuilder(settings, random, 0.8);
  for (let target = masters; target < settings.genes; target++)
    builder.add(builder.regulatorBelow(Math.min(target, settings.regulators)), target);
  for (let source = 0; source < settings.regulators; source++) {
    if (builder.hasTarget(source)) continue;
    const first = Math.max(source + 1, masters);
    builder.add(source, first + random.integer(settings.genes - first));
  }
  builder.fill(() => {
    const target = masters + random.integer(settings.genes - masters);
    return [builder.regulatorBelow(Math.min(target, settings.regulators)), target];
  });
  return builder.network();
}

/** With feedback: loops of 3, 4 and 2 regulators (as far as there are so many), then random regulations on top. */
export function cyclic(settings: TopologySettings, random: Random): SignedNetwork {
  if (settings.regulators < 2) throw new Error('a loop needs two regulators');
  const builder = new NetworkBuilder(settings, random, 0.6);
  const order = [...random.permutation(settings.regulators)];
  for (const length of [3, 4, 2]) {
    const loop = order.splice(0, length);
    if (loop.length < 2) break;
    for (const [i, source] of loop.entries()) builder.add(source, loop[(i + 1) % loop.length] ?? source);
  }
  for (let target = 0; target < settings.genes; target++)
    if (!builder.hasRegulator(target)) builder.add(builder.otherRegulator(target), target);
  for (let source = 0; source < settings.regulators; source++) {
    if (builder.hasTarget(source)) continue;
    builder.add(source, (source + 1 + random.integer(settings.genes - 1)) % settings.genes);
  }
  builder.fill(() => {
    const target = random.integer(settings.genes);
    return [builder.otherRegulator(target), target];
  });
  return builder.network();
}

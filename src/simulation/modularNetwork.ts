/** Networks with planted modules: groups of genes that answer to the same regulators, with the same signs. */
import type { Random } from '../numerics/random';
import { NetworkBuilder, type TopologySettings } from './networkBuilder';
import type { SignedNetwork } from './signedNetwork';

export interface ModularSettings extends TopologySettings {
  /** Groups, at most as many as regulators, and as genes that are none. */
  readonly modules: number;
}

/**
 * Regulators, which nothing regulates, are dealt out to the modules in turn, and from three on each module borrows the first one of
 * the next: they overlap, and no two have the same. All other genes are dealt out likewise, each regulated by all of its module's. Regulations beyond
 * that (`edges`) go from any regulator to any gene, with signs of their own: they blur the modules. Throws where that many
 * edges do not fit.
 */
export function modular(settings: ModularSettings, random: Random): SignedNetwork {
  const { genes, regulators, modules, repressing } = settings;
  const builder = new NetworkBuilder(settings, random, 0);
  const moduleOf = new Int32Array(genes).fill(-1);
  const signatures = regulatorsOfModules(regulators, modules).map((own) =>
    own.map((source) => ({ source, sign: random.uniform() < repressing ? (-1 as const) : (1 as const) })),
  );
  for (let target = regulators; target < genes; target++) {
    const module = (target - regulators) % modules;
    moduleOf[target] = module;
    for (const { source, sign } of signatures[module] ?? []) builder.add(source, target, sign);
  }
  builder.fill(() => [random.integer(regulators), regulators + random.integer(genes - regulators)]);
  return builder.network(moduleOf);
}

/** How many regulations the modules alone need. */
export function leastModularEdges({
  genes,
  regulators,
  modules,
}: Omit<ModularSettings, 'edges' | 'repressing'>) {
  const sizes = regulatorsOfModules(regulators, modules).map((own) => own.length);
  let least = 0;
  for (let target = 0; target < genes - regulators; target++) least += sizes[target % modules] ?? 0;
  return least;
}

/** [G] 'M1', 'M2' …, '' for genes in no module; null where the network has none. */
export function moduleNames({ modules }: SignedNetwork): string[] | null {
  return modules && Array.from(modules, (module) => (module < 0 ? '' : `M${module + 1}`));
}

function regulatorsOfModules(regulators: number, modules: number): number[][] {
  return Array.from({ length: modules }, (_, module) => {
    const own: number[] = [];
    for (let source = module; source < regulators; source += modules) own.push(source);
    return modules > 2 ? [...own, (module + 1) % modules] : own;
  });
}

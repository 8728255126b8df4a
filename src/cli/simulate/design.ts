/** Options for the simulated network: a demo of the page, a published network, a table of regulations, or a random network. */
import { Option, type Command } from 'commander';
import { demoNames, type DemoName } from '../../dataset/dataset';
import type { Truth } from '../../evaluation/networks/truth';
import { count } from '../../present/text/format';
import { edgeRange, modulesOf } from '../../simulation/topologies';
import { type GivenSettings, type RandomScreenSettings } from '../../simulation/randomScreen';
import { ruleNetworkNames, type RuleNetworkName } from '../../simulation/ruleNetworks';
import { badUsage } from '../failure';
import { numberWithin, wholeNumber } from '../numberOptions';
import {
  addExperimentOptions,
  experimentOf,
  experimentOptionNames,
  type ExperimentOptions,
} from './experiment';

export interface DesignOptions extends ExperimentOptions {
  readonly demo?: Exclude<DemoName, 'sachs'>;
  readonly network?: RuleNetworkName;
  readonly regulations?: string;
  readonly topology: RandomScreenSettings['topology'];
  readonly genes: number;
  readonly regulators?: number;
  readonly edges?: number;
  readonly repressing: number;
  readonly modules?: number;
}

const MAX_GENES = 2000;
const MIN_GENES = 3;
/** Upper bound for the number of regulations. */
const MAX_EDGES = MAX_GENES ** 2;

/** Options that apply to random networks only. */
const drawn = ['topology', 'genes', 'regulators', 'edges', 'modules'];
const ofTheNetwork = [...drawn, 'repressing'];

export function addDesignOptions(command: Command): Command {
  return addExperimentOptions(
    command
      .addOption(
        new Option('--demo <name>', 'a simulated demo of the page, byte for byte')
          .choices(demoNames.filter((name) => name !== 'sachs'))
          .conflicts(['network', 'regulations', ...ofTheNetwork, ...experimentOptionNames]),
      )
      .addOption(
        new Option('--network <name>', 'a published network of Boolean rules (default: a random one)')
          .choices(ruleNetworkNames)
          .conflicts(['regulations', ...ofTheNetwork]),
      )
      .addOption(
        new Option(
          '--regulations <file>',
          'table of regulations: source, target and optionally sign',
        ).conflicts(drawn),
      )
      .addOption(
        new Option(
          '--topology <kind>',
          'without feedback loops, with loops, or groups of genes with shared regulators',
        )
          .choices(['acyclic', 'cyclic', 'modular'])
          .default('acyclic'),
      )
      .option('--genes <n>', 'number of genes', wholeNumber(MIN_GENES, MAX_GENES), 50)
      .option(
        '--regulators <n>',
        'number of regulators (default: two fifths of the genes)',
        wholeNumber(1, MAX_GENES),
      )
      .option(
        '--edges <n>',
        'number of regulations (default: 2.5 per gene; modular: only those of the groups)',
        wholeNumber(1, MAX_EDGES),
      )
      .option('--repressing <share>', 'share of repressing regulations', numberWithin(0, 1), 0.3)
      .addOption(
        new Option(
          '--modules <n>',
          'number of groups, implies --topology modular (default: one per four regulators)',
        )
          .argParser(wholeNumber(1, MAX_GENES))
          .implies({ topology: 'modular' }),
      ),
  );
}

/** Settings of a random network. Throws Failure for inconsistent numbers. */
export function settingsOf(options: DesignOptions): RandomScreenSettings {
  const { topology, genes, repressing, modules } = options;
  if (modules !== undefined && topology !== 'modular')
    throw badUsage(
      `--modules does not apply to --topology ${topology}`,
      'Only modular networks have groups of genes with shared regulators.',
      'Omit --modules, or use --topology modular.',
    );
  const [min, max] = topology === 'cyclic' ? [2, genes] : [1, genes - 1];
  const regulators = options.regulators ?? within(Math.round(0.4 * genes), min, max);
  if (regulators < min || regulators > max)
    throw badUsage(
      `--regulators: ${count(regulators)} of ${count(genes)} genes is not possible`,
      topology === 'cyclic'
        ? 'A network with loops has at least two regulators and at most as many as genes.'
        : 'Without loops, at least one gene regulates no other.',
      `Give a number from ${count(min)} to ${count(max)}.`,
    );
  const maxModules = Math.min(regulators, genes - regulators);
  const planted = modulesOf({ regulators, ...(modules !== undefined && { modules }) });
  if (topology === 'modular' && planted > maxModules)
    throw badUsage(
      `--modules: ${count(planted)} is not possible`,
      `Each needs its own regulator and target; there are ${count(regulators)} regulators and ${count(genes - regulators)} other genes.`,
      `Give a number from 1 to ${count(maxModules)}.`,
    );
  const range = edgeRange(topology, { genes, regulators, modules: planted });
  const usual = topology === 'modular' ? range.min : Math.round(2.5 * genes);
  const edges = options.edges ?? within(usual, range.min, range.max);
  if (edges < range.min || edges > range.max)
    throw badUsage(
      `--edges: ${count(edges)} is not possible`,
      topology === 'modular'
        ? `The groups of ${count(genes)} genes with ${count(regulators)} regulators need ${count(range.min)}; at most half of all possible regulations are drawn.`
        : `${count(genes)} genes with ${count(regulators)} regulators have at least one regulation for each that is regulated, and at most half of all there could be.`,
      `Give a number from ${count(range.min)} to ${count(range.max)}, or change --genes or --regulators.`,
    );
  const experiment = experimentOf(options, { genes, perturbable: regulators });
  return { topology, genes, regulators, edges, repressing, modules: planted, ...experiment };
}

function within(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}

/** Settings for the network of --regulations. Throws Failure if it cannot be simulated. */
export function givenSettings(options: DesignOptions, edges: Truth['edges']): GivenSettings {
  const between = edges.filter(({ source, target }) => source !== target);
  const genes = new Set(edges.flatMap(({ source, target }) => [source, target])).size;
  if (between.length === 0 || genes > MAX_GENES)
    throw badUsage(
      `--regulations: ${count(genes)} genes with ${count(between.length)} regulations cannot be simulated`,
      'Size or content of the table is out of range.',
      `Give a table with at least one regulation between two genes and at most ${count(MAX_GENES)} genes.`,
    );
  const perturbable = new Set(between.map(({ source }) => source)).size;
  return { ...experimentOf(options, { genes, perturbable }), repressing: options.repressing };
}

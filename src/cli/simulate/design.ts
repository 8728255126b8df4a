/** What to simulate, from the options: a demo of the page, a published network, or a random one within limits that make sense. */
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
  readonly demo?: DemoName;
  readonly network?: RuleNetworkName;
  readonly regulations?: string;
  readonly topology: RandomScreenSettings['topology'];
  readonly genes: number;
  readonly regulators?: number;
  readonly edges?: number;
  readonly repressing: number;
  readonly modules?: number;
}

const MOST_GENES = 2000;
const FEWEST_GENES = 3;
/** A gene cannot have that many regulations of others. */
const MOST_EDGES = MOST_GENES ** 2;

/** What is drawn where no network is given. */
const drawn = ['topology', 'genes', 'regulators', 'edges', 'modules'];
const ofTheNetwork = [...drawn, 'repressing'];

export function addDesignOptions(command: Command): Command {
  return addExperimentOptions(
    command
      .addOption(
        new Option('--demo <name>', 'a demo of the page, the same bytes')
          .choices(demoNames)
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
          'a network of your own: source and target, and sign where known',
        ).conflicts(drawn),
      )
      .addOption(
        new Option(
          '--topology <kind>',
          'without feedback loops, with them, or genes in groups that share their regulators',
        )
          .choices(['acyclic', 'cyclic', 'modular'])
          .default('acyclic'),
      )
      .option('--genes <n>', 'genes', wholeNumber(FEWEST_GENES, MOST_GENES), 50)
      .option(
        '--regulators <n>',
        'genes that regulate others (default: two fifths of the genes)',
        wholeNumber(1, MOST_GENES),
      )
      .option(
        '--edges <n>',
        'regulations (default: two and a half for each gene; modular: none but the shared ones)',
        wholeNumber(1, MOST_EDGES),
      )
      .option('--repressing <share>', 'share of the regulations that repress', numberWithin(0, 1), 0.3)
      .addOption(
        new Option('--modules <n>', 'groups of --topology modular (default: one for four regulators)')
          .argParser(wholeNumber(1, MOST_GENES))
          .implies({ topology: 'modular' }),
      ),
  );
}

/** Of a random network. Throws Failure where the numbers do not go together. */
export function settingsOf(options: DesignOptions): RandomScreenSettings {
  const { topology, genes, repressing, modules } = options;
  if (modules !== undefined && topology !== 'modular')
    throw badUsage(
      `--modules: a network of --topology ${topology} has none`,
      'Only genes of a modular network are in groups that share their regulators.',
      'Leave --modules out, or take --topology modular.',
    );
  const [fewest, most] = topology === 'cyclic' ? [2, genes] : [1, genes - 1];
  const regulators = options.regulators ?? within(Math.round(0.4 * genes), fewest, most);
  if (regulators < fewest || regulators > most)
    throw badUsage(
      `--regulators: ${count(regulators)} of ${count(genes)} genes cannot be`,
      topology === 'cyclic'
        ? 'A network with loops has at least two regulators, and at most as many as genes.'
        : 'Without loops at least one gene regulates no other.',
      `Give a number from ${count(fewest)} to ${count(most)}.`,
    );
  const mostModules = Math.min(regulators, genes - regulators);
  const planted = modulesOf({ regulators, ...(modules !== undefined && { modules }) });
  if (topology === 'modular' && planted > mostModules)
    throw badUsage(
      `--modules: ${count(planted)} cannot be`,
      `Each has a regulator and a gene of its own; there are ${count(regulators)} and ${count(genes - regulators)}.`,
      `Give a number from 1 to ${count(mostModules)}.`,
    );
  const range = edgeRange(topology, { genes, regulators, modules: planted });
  const usual = topology === 'modular' ? range.min : Math.round(2.5 * genes);
  const edges = options.edges ?? within(usual, range.min, range.max);
  if (edges < range.min || edges > range.max)
    throw badUsage(
      `--edges: ${count(edges)} do not fit`,
      topology === 'modular'
        ? `The groups of ${count(genes)} genes with ${count(regulators)} regulators alone need ${count(range.min)}, and at most half of all there could be are drawn.`
        : `${count(genes)} genes with ${count(regulators)} regulators have at least one regulation for each that is regulated, and at most half of all there could be.`,
      `Give a number from ${count(range.min)} to ${count(range.max)}, or change --genes or --regulators.`,
    );
  const experiment = experimentOf(options, { genes, perturbable: regulators });
  return { topology, genes, regulators, edges, repressing, modules: planted, ...experiment };
}

function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** Of the network in `--regulations`. Throws Failure where it cannot be simulated. */
export function givenSettings(options: DesignOptions, edges: Truth['edges']): GivenSettings {
  const between = edges.filter(({ source, target }) => source !== target);
  const genes = new Set(edges.flatMap(({ source, target }) => [source, target])).size;
  if (between.length === 0 || genes > MOST_GENES)
    throw badUsage(
      `--regulations: ${count(genes)} genes with ${count(between.length)} regulations cannot be simulated`,
      'Something has to regulate something else.',
      `Give a table of at least one regulation and at most ${count(MOST_GENES)} genes.`,
    );
  const perturbable = new Set(between.map(({ source }) => source)).size;
  return { ...experimentOf(options, { genes, perturbable }), repressing: options.repressing };
}

/** What to simulate, from the options: a demo of the page, or a screen of a random network within limits that make sense. */
import { Option, type Command } from 'commander';
import { demoNames, type DemoName } from '../../dataset/demoNames';
import { count } from '../../sentences/numbers';
import { edgeRange } from '../../simulation/edgeRange';
import type { RandomScreenSettings } from '../../simulation/randomScreen';
import { badUsage } from '../failure';
import { numberWithin, wholeNumber } from '../numberOptions';

export interface DesignOptions {
  readonly demo?: DemoName;
  readonly topology: RandomScreenSettings['topology'];
  readonly kind: RandomScreenSettings['kind'];
  readonly genes: number;
  readonly regulators?: number;
  readonly edges?: number;
  readonly repressing: number;
  readonly perturbations?: number;
  readonly controls: number;
  readonly cells: number;
  readonly seed: number;
}

/** Values in all: 200 MB, and some minutes. */
const MOST_VALUES = 50_000_000;
const MOST_GENES = 2000;
const FEWEST_GENES = 3;

const ofTheNetwork = ['topology', 'kind', 'genes', 'regulators', 'edges', 'repressing'];
const ofTheCells = ['perturbations', 'controls', 'cells', 'seed'];

export function addDesignOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--demo <name>', 'a demo of the page, the same bytes')
        .choices(demoNames)
        .conflicts([...ofTheNetwork, ...ofTheCells]),
    )
    .addOption(
      new Option('--topology <kind>', 'without feedback loops, or with them')
        .choices(['acyclic', 'cyclic'])
        .default('acyclic'),
    )
    .option('--genes <n>', 'genes', wholeNumber(FEWEST_GENES, MOST_GENES), 50)
    .option(
      '--regulators <n>',
      'genes that regulate others (default: two fifths of the genes)',
      wholeNumber(1, MOST_GENES),
    )
    .option('--edges <n>', 'regulations (default: two and a half for each gene)', wholeNumber(1, MOST_VALUES))
    .option('--repressing <share>', 'share of the regulations that repress', numberWithin(0, 1), 0.3)
    .addOption(
      new Option('--kind <kind>', 'what is done to the perturbed genes')
        .choices(['knockout', 'overexpression'])
        .default('knockout'),
    )
    .option(
      '--perturbations <n>',
      'regulators that are perturbed (default: all of them)',
      wholeNumber(1, MOST_GENES),
    )
    .option('--controls <n>', 'control cells', wholeNumber(0, 1_000_000), 400)
    .option('--cells <n>', 'cells of each perturbation', wholeNumber(1, 1_000_000), 60)
    .option('--seed <n>', 'the same seed gives the same file', wholeNumber(0, 999_999_999), 1);
}

/** Throws Failure where the numbers do not go together. */
export function settingsOf(options: DesignOptions): RandomScreenSettings {
  const { topology, kind, genes, repressing, controls, cells, seed } = options;
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
  const range = edgeRange(topology, { genes, regulators });
  const edges = options.edges ?? within(Math.round(2.5 * genes), range.least, range.most);
  if (edges < range.least || edges > range.most)
    throw badUsage(
      `--edges: ${count(edges)} do not fit`,
      `${count(genes)} genes with ${count(regulators)} regulators have at least one regulation for each that is regulated, and at most half of all there could be.`,
      `Give a number from ${count(range.least)} to ${count(range.most)}, or change --genes or --regulators.`,
    );
  const perturbations = options.perturbations ?? regulators;
  if (perturbations > regulators)
    throw badUsage(
      `--perturbations: there are only ${count(regulators)} regulators`,
      'Genes that regulate no other are not perturbed: nothing but themselves would change.',
      `Give a number from 1 to ${count(regulators)}, or more --regulators.`,
    );
  const values = (controls + perturbations * cells) * genes;
  if (values > MOST_VALUES)
    throw badUsage(
      `${count(values)} values are too many`,
      `That many cells of that many genes would take hours; at most ${count(MOST_VALUES)} are simulated.`,
      'Take fewer --cells, --controls, --perturbations or --genes.',
    );
  return {
    topology,
    kind,
    genes,
    regulators,
    edges,
    repressing,
    perturbations,
    controls,
    cellsPerPerturbation: cells,
    seed,
  };
}

function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** What a person types to set genes: 'GATA1=0,SPI1=2'. The levels are those of the page's sliders. */
import { InvalidArgumentError, Option } from 'commander';
import type { Change } from '../../dynamics/predict';
import { geneFinder } from '../../network/geneNames';
import { listOf } from '../../present/text/format';
import { highestSlider } from '../../share/view';
import { badUsage } from '../failure';
import { numberWithin } from '../numberOptions';
import { nearNames } from './nearNames';

/** Not looked up yet: the run is not open. */
export interface NamedLevel {
  readonly name: string;
  /** Relative to control: 0 out, 1 unchanged, 2 doubled. */
  readonly value: number;
}

const level = numberWithin(0, highestSlider);

export function perturbOption(): Option {
  return new Option(
    '--perturb <levels>',
    `genes and their levels relative to control: 0 knocked out, 1 unchanged, 2 doubled, ${highestSlider} at most (as on the page: no cell is near what lies beyond); genes set together are parted by commas`,
  ).argParser(readLevels);
}

/** Throws commander's error: it names the option, what was typed and what is allowed. */
function readLevels(typed: string, before: readonly NamedLevel[] | undefined): readonly NamedLevel[] {
  if (before !== undefined)
    throw new InvalidArgumentError(
      'It was given before: one call makes one prediction. Genes that are set together are parted by commas.',
    );
  return typed.split(',').map((part) => {
    const [, name, value] = /^(.+)=([^=]*)$/u.exec(part.trim()) ?? [];
    if (name === undefined || value === undefined)
      throw new InvalidArgumentError('Write each gene with its level, such as GATA1=0,SPI1=2.');
    return { name: name.trim(), value: level(value.trim()) };
  });
}

/** Genes by name, exactly or ignoring case where one is meant. Throws Failure with near names where there is none. */
export function changesOf(levels: readonly NamedLevel[], genes: readonly string[]): readonly Change[] {
  const find = geneFinder(genes);
  const changes = levels.map(({ name, value }) => {
    const gene = find(name);
    if (gene === null) throw unknownGene(name, genes);
    return { gene, value };
  });
  const twice = changes.find(({ gene }, at) => changes.some((one, i) => i < at && one.gene === gene));
  if (twice)
    throw badUsage(
      `${genes[twice.gene] ?? ''} is set twice`,
      'A gene has one level in a prediction.',
      'Name each gene once after --perturb.',
    );
  return changes;
}

function unknownGene(name: string, genes: readonly string[]) {
  const near = nearNames(name, genes);
  return badUsage(
    `The model has no gene ${name}`,
    near.length > 0
      ? `Names like it: ${listOf(near)}.`
      : `Its ${genes.length} genes are ${listOf(genes, 8)}.`,
    'Take a gene of the model: only those that were chosen when the run was made are in it.',
  );
}

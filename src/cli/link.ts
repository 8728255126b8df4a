/** `modulode link`: edges predicted from a known network and a data set, judged on edges that were not learned from. */
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { settingsHiding } from '../evaluation/methods/links/about';
import { evaluatedLinks } from '../evaluation/methods/links/evaluation';
import { type LinkTask, linksTsv, linkTask } from '../evaluation/methods/links/folds';
import { linkMethods } from '../evaluation/methods/links/linkMethods';
import { aboutNamed } from '../evaluation/methods/abouts';
import { type HiddenLinks, MethodRefusal, settingsOf } from '../evaluation/methods/method';
import { screenOf } from '../evaluation/methods/screen';
import { lackTexts, linkTexts } from '../present/text/gallery';
import { percent } from '../present/text/format';
import { badUsage, failureOf } from './failure';
import { jsonText } from './files';
import type { Host } from './host';
import { expectFree, writeFolder } from './infer/runFolder';
import { wholeNumber } from './numberOptions';
import { openData, readingProgress } from './openData';
import { priorAt, priorFor, priorOption } from './prior';

interface LinkOptions {
  readonly prior: string;
  readonly method: string;
  readonly hide: HiddenLinks;
  readonly out: string;
  readonly seed: number;
  readonly force?: true;
}

export function addLink(program: Command, host: Host): void {
  program
    .command('link')
    .summary('predict edges from a known network')
    .description(
      'Learns from the known edges of some regulators which pairs of genes are linked, and judges it on edges that it has not seen, beside what needs no learning: degrees, correlation, effects, and a logistic regression on pairs. Writes edges.tsv (source, target, probability, sign, known), each pair by models that have not seen the labels of its regulator (or, with --hide pairs, its own), and metrics.json.',
    )
    .argument('<file...>', 'data set, as for infer')
    .addOption(priorOption().makeOptionMandatory())
    .addOption(
      new Option('--method <name>', 'how to predict')
        .choices([...linkMethods.keys()])
        .default('pair-logistic'),
    )
    .addOption(
      new Option('--hide <what>', 'what is hidden in turn: all pairs of a regulator, or single pairs')
        .choices(['regulators', 'pairs'])
        .default('regulators'),
    )
    .option('--seed <n>', 'the same seed gives the same probabilities', wholeNumber(0, 4294967295), 0)
    .requiredOption('--out <folder>', 'folder to write; must not exist')
    .option('--force', 'replace an existing folder of link or infer')
    .addHelpText(
      'after',
      '\nExample:\n  $ modulode link screen.h5ad --prior trrust-human --method genelink --out links',
    )
    .action((files: readonly string[], options: LinkOptions) => link(files, options, host));
}

async function link(files: readonly string[], options: LinkOptions, host: Host): Promise<void> {
  const { method: name, hide, out, seed, force } = options;
  await expectFree(out, force === true);
  const progress = readingProgress(host, files);
  const { data, recognition } = await openData(files, {}, progress);
  const loaded = await data.load(recognition.mapping, progress).finally(() => data.close());
  host.status?.('');
  if (!loaded.ok) throw failureOf(loaded.error);
  const screen = screenOf(loaded.value);
  const source = await priorAt(options.prior);
  const prior = await priorFor(source, loaded.value, host.message);
  const load = linkMethods.get(name);
  const about = aboutNamed(name);
  if (!load || !about) throw new Error(`${name} is no method of the gallery`);
  const task = taskOf(screen, prior, hide, seed);
  const settings = settingsOf(about.settings, settingsHiding(hide));
  const run = evaluatedLinks(await load(), task, settings, seed);
  let step = await run.next();
  for (; step.done !== true; step = await run.next()) host.status?.(`${about.title}, ${percent(step.value)}`);
  host.status?.('');
  const { links, evaluation } = step.value;
  const metrics = {
    method: name,
    title: about.title,
    citation: about.citation,
    settings,
    seed,
    data: { name: loaded.value.name, fingerprint: loaded.value.fingerprint },
    prior: { name: prior.name, coverage: prior.coverage },
    ...evaluation,
  };
  await writeFolder(out, [
    { name: 'edges.tsv', content: linksTsv(links, task) },
    { name: 'metrics.json', content: jsonText(metrics) },
  ]);
  host.out(`${linkTexts(evaluation, about).join('\n')}\n`);
  host.message(`Written: ${join(out, 'edges.tsv')}, metrics.json`);
}

function taskOf(...given: Parameters<typeof linkTask>): LinkTask {
  try {
    return linkTask(...given);
  } catch (error) {
    if (!(error instanceof MethodRefusal)) throw error;
    throw badUsage(
      'The known network has too few regulators of this data set',
      lackTexts.prior,
      'Give a larger network, or name more candidate regulators.',
    );
  }
}

/** `modulode infer --method NAME`: the same data, held-out perturbations and seed, but another method than the model. */
import { cellGroups, cellsOfGroup } from '../../dataset/cellGroups';
import type { Dataset } from '../../dataset/dataset';
import { closedForms } from '../../evaluation/methods/methodNames';
import {
  type Method,
  type MethodNetwork,
  MethodRefusal,
  problemSize,
  settingsOf,
} from '../../evaluation/methods/method';
import { judge } from '../../evaluation/methods/judged';
import { type MethodRequest, type MethodResult, runMethod } from '../../evaluation/methods/runMethod';
import { type Screen, screenOf } from '../../evaluation/methods/screen';
import type { GeneNumbers, GeneRows } from '../../network/embedding';
import { edgesTsv } from '../../network/formats/edgeLists';
import { laidEmbeddings } from '../../evaluation/networks/truthFile';
import { comparisonsTsv } from '../../present/report/tables';
import { duration, percent, plural, sentence } from '../../present/text/format';
import {
  embeddingsText,
  judgedTexts,
  lackTexts,
  linkVerdictText,
  partsText,
} from '../../present/text/gallery';
import { Failure, failureOf, messageOf, noSuchGroup } from '../failure';
import { jsonText } from '../files';
import { type ChosenMethod, writeConfig } from './configFile';
import { type Inferred, type Learning, learn, resumePointOf } from './learn';
import { existing } from './methodOptions';
import { writeFolder } from './runFolder';

/** Milliseconds between yields to the event loop. */
const YIELD_INTERVAL = 50;

/** Throws Failure where the method cannot run, fails, or is interrupted: then nothing is written. */
export async function inferByMethod(learning: Learning, chosen: ChosenMethod): Promise<Inferred> {
  const { dataset, config, log, request } = learning;
  const method = existing(chosen.name);
  const screen = screenOf(dataset);
  const { seed } = config.settings;
  const cells = method.about.readsCells && chosen.of.length > 0 ? cellsNamed(dataset, chosen.of) : null;
  const networks = method.about.needs.includes('networks')
    ? await networksOf(learning, screen, chosen.of)
    : null;
  const model = method.about.needs.includes('run') ? await trainedModel(learning) : null;
  const embeddings = request.embeddings && (await embeddingsOf(request.embeddings, dataset, log));
  const result = await computed(learning, method, screen, {
    settings: chosen.settings,
    seed,
    ...(networks && { networks }),
    ...(model && { run: model }),
    ...(cells && { cells }),
    ...(embeddings && { embeddings }),
  });
  const judged = judge(result, request.truth);
  const metrics = metricsOf(learning, chosen, { method, networks, cells, embeddings, judged, result });
  const findings = [
    ...judgedTexts(judged, method.about, request.truth?.name ?? null),
    ...(result.links ? [linkVerdictText(result.links, method.about)] : []),
    ...(result.without && judged.unseen ? [partsText(judged.unseen.error, result.without)] : []),
  ];
  for (const line of findings) log.note(line);
  const files = [
    { name: 'edges.tsv', content: edgesTsv(result.network, config.top ?? Infinity, method.about.signed) },
    ...(method.about.predicts
      ? [{ name: 'predictions.tsv', content: predictionsTsv(dataset, screen, result) }]
      : []),
    ...learning.effects,
    { name: 'metrics.json', content: jsonText(metrics) },
    { name: 'config.json', content: writeConfig(config) },
    { name: 'log.txt', content: log.text },
  ];
  await writeFolder(request.folder, files);
  return { folder: request.folder, files: files.map(({ name }) => name), metrics, findings };
}

/** Of another method. */
export type MethodMetrics = ReturnType<typeof metricsOf>;

interface Computed {
  readonly method: Method;
  readonly networks: readonly MethodNetwork[] | null;
  readonly cells: Uint8Array | null;
  readonly embeddings: GeneRows | null;
  readonly judged: ReturnType<typeof judge>;
  readonly result: Awaited<ReturnType<typeof computed>>;
}

function metricsOf(
  { dataset, config, request }: Learning,
  chosen: ChosenMethod,
  { method, networks, cells, embeddings, judged, result }: Computed,
) {
  return {
    method: chosen.name,
    title: method.about.title,
    citation: method.about.citation,
    signed: method.about.signed,
    settings: chosen.settings,
    ...(networks && { of: networks.map(({ name }) => name) }),
    ...(cells && { of: chosen.of }),
    seed: config.settings.seed,
    data: {
      name: dataset.name,
      fingerprint: dataset.fingerprint,
      ...problemSize(dataset),
      heldOut: dataset.heldOut,
    },
    ...(dataset.knowledge && {
      prior: { name: dataset.knowledge.name, coverage: dataset.knowledge.coverage },
    }),
    ...(embeddings && {
      embeddings: {
        name: request.embeddings?.name,
        genes: { all: dataset.genes.length, covered: embeddings.size },
      },
    }),
    ...judged,
    ...(result.links && { links: result.links }),
    ...(result.without && { without: result.without }),
  };
}

/** Throws Failure where no gene of the data set has any. */
async function embeddingsOf(
  source: GeneNumbers,
  { genes }: Dataset,
  log: Learning['log'],
): Promise<GeneRows> {
  const laid = await laidEmbeddings(source, genes);
  if (!laid.ok) throw failureOf(laid.error);
  log.say(embeddingsText({ name: source.name, genes: { all: genes.length, covered: laid.value.size } }));
  return laid.value;
}

/** [cells] 1 in any of these groups. Throws Failure where one is missing. */
function cellsNamed(dataset: Dataset, names: readonly string[]): Uint8Array {
  const groups = cellGroups(dataset);
  const isMember = new Uint8Array(dataset.cells);
  for (const name of names) {
    const group = groups.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (!group) throw noSuchGroup(name, groups);
    for (const [cell, own] of cellsOfGroup(group).entries()) if (own === 1) isMember[cell] = 1;
  }
  return isMember;
}

/** The closed forms that can run here, and the named methods, which must. */
async function networksOf(
  learning: Learning,
  screen: Screen,
  named: readonly string[],
): Promise<readonly MethodNetwork[]> {
  const names = [...new Set([...closedForms.filter((name) => name !== 'density'), ...named])];
  const networks: MethodNetwork[] = [];
  for (const name of names) {
    const method = existing(name);
    const { family, signed } = method.about;
    try {
      const model = method.about.needs.includes('run') ? await trainedModel(learning) : null;
      const { scores } = await computed(learning, method, screen, {
        settings: {},
        seed: learning.config.settings.seed,
        ...(model && { run: model }),
      });
      networks.push({ name, family, signed, scores });
    } catch (error) {
      if (named.includes(name) || !(error instanceof Failure) || error.exitCode !== 2) throw error;
      learning.log.warn(`${method.about.title} is left out: ${error.words.why}`);
    }
  }
  return networks;
}

async function trainedModel(learning: Learning): Promise<MethodRequest['run']> {
  const { log, config, request } = learning;
  log.say('This method reads the trained model, which is trained first.');
  const run = await learn(learning, config.settings, request.checkpoint && resumePointOf(request.checkpoint));
  return run.result.model;
}

async function computed(
  { log, host, quiet, interruption }: Learning,
  method: Method,
  screen: Screen,
  request: MethodRequest,
): Promise<MethodResult> {
  const { title } = method.about;
  const forecast = forecastOf(method, screen, request);
  log.note(`${title}: about ${duration(forecast)}.`);
  const started = host.now();
  let yieldedAt = started;
  const run = runMethod(method, screen, request);
  try {
    for (let step = await run.next(); ; step = await run.next()) {
      if (step.done === true) {
        const edges = step.value.network.weights.filter((weight) => weight !== 0).length;
        log.say(`${title}: ${plural(edges, 'edge')} in ${duration((host.now() - started) / 1000)}.`);
        return step.value;
      }
      if (!quiet) host.status?.(`${title}, ${percent(step.value)}`);
      if (host.now() - yieldedAt >= YIELD_INTERVAL) {
        await new Promise((resolve) => setImmediate(resolve));
        yieldedAt = host.now();
      }
      if (interruption.interrupted) {
        await run.throw(
          new Failure(1, {
            title: `${title} was stopped`,
            why: 'Its network was not finished, and nothing was written.',
            next: 'Run the same command again.',
          }),
        );
      }
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (error instanceof MethodRefusal)
      throw new Failure(2, {
        title: `${title} cannot run on ${screen.original.name}`,
        why: lackTexts[error.need],
        next: 'modulode methods says what each method needs.',
      });
    throw new Failure(1, {
      title: `${title} failed`,
      why: sentence(messageOf(error)),
      next: 'Change its settings with --setting, or choose another method.',
    });
  } finally {
    host.status?.('');
  }
}

function forecastOf({ about }: Method, { original }: Screen, { settings }: MethodRequest): number {
  return about.cost(problemSize(original), settingsOf(about.settings, settings)).seconds;
}

/** Held-out perturbations; shifts of the screen are in standard deviations, those of the file in log1p expression. */
function predictionsTsv(
  dataset: Dataset,
  { order, scale }: Screen,
  { predictions }: MethodResult,
): Iterable<string> {
  const inLog1p = (shift: ArrayLike<number>) =>
    Float32Array.from(dataset.genes, (_, g) => (shift[g] ?? NaN) * (scale[order.placeOfGene[g] ?? 0] ?? NaN));
  return comparisonsTsv(
    dataset,
    predictions.map(({ label, time, targets, predicted, measured }) => ({
      label,
      role: 'held-out',
      time,
      targets,
      predicted: inLog1p(predicted),
      measured: inLog1p(measured),
      standardError: new Float32Array(dataset.genes.length).fill(NaN),
    })),
  );
}

/** From files to the training data. Where the page would ask the person, the command fails and names the option that answers. */
import { type OpenedFile, axisOf } from '../../dataset/annotation';
import type { Dataset } from '../../dataset/dataset';
import { cellColumns, type Mapping } from '../../dataset/mapping';
import { valuesLacking } from '../../dataset/recognise/contexts';
import type { Guess, Recognition } from '../../dataset/recognition';
import { labelColumn } from '../../dataset/recognise/labelColumn';
import { describeInputError } from '../../present/text/errors';
import { count, listOf } from '../../present/text/format';
import { guessReasonText } from '../../present/text/recognition';
import { readiness } from '../../present/text/mapping';
import { Failure, badUsage, failureOf, unblocking } from '../failure';
import { effectsOfFile, type EffectsOfScreen } from '../../present/report/effectsOfScreen';
import { loadedWithEffects } from '../../present/report/loadedWithEffects';
import { effectsInRunFile, measuringText } from '../effectsFiles';
import type { Host, Interruption } from '../host';
import { namesToHoldOut } from '../mappingOptions';
import { openData, readingProgress } from '../openData';
import { type ReadyData, isPrepared, readPrepared } from '../preparedFile';
import { type Request, mappingOptionNames } from './request';

const shownNames = 8;

/** With all that was measured of effects; null where they are prepared, or could not be measured. */
export interface ReadData extends ReadyData {
  readonly found: EffectsOfScreen | null;
}

/**
 * The data of a run: prepared, or read from its files. `onLoaded`: called before effects are measured. Throws Failure if they cannot be
 * trained with this mapping.
 */
export async function readData(
  request: Request,
  host: Host,
  interruption: Interruption,
  onLoaded: (dataset: Dataset) => void,
): Promise<ReadData> {
  const [path = '', ...others] = request.files;
  if (others.length > 0 || !(await isPrepared(path))) {
    const measuring = (share: number) => {
      interruption.expectNone();
      host.status?.(measuringText(share));
    };
    return readFiles(request, host, measuring, onLoaded);
  }
  const typed = mappingOptionNames.filter((name) => Object.hasOwn(request.mappingOptions, name));
  if (typed.length > 0)
    throw badUsage(
      `${path} is prepared already`,
      'Its columns, filters and genes were settled when it was read.',
      'Give these options to modulode prepare.',
    );
  return { ...(await readPrepared(path)), found: null };
}

/** As above, from files that are not prepared. @param measuring progress of measuring effects */
export async function readFiles(
  request: Pick<Request, 'files' | 'mappingOptions' | 'given'>,
  host: Host,
  measuring: (share: number) => void,
  onLoaded: (dataset: Dataset) => void = () => undefined,
): Promise<ReadData> {
  const { files, mappingOptions, given } = request;
  const progress = readingProgress(host, files);
  const { data, opened, recognition } = await openData(
    files,
    mappingOptions,
    progress,
    given.mapping,
    given.table,
  );
  try {
    expectGiven(given.mapping ?? {}, opened, recognition);
    expectAnswered(request, opened, recognition);
    const { mapping, guesses } = recognition;
    const genes = axisOf(opened, mapping.matrix).index.length;
    const loaded = await loadedWithEffects(data, mapping, { reading: progress, measuring, onLoaded });
    if (!loaded.ok) throw failureOf(loaded.error);
    const { dataset, found } = loaded;
    return {
      dataset,
      mapping,
      reading: [
        `Opened ${opened.name}: ${count(opened.cells)} cells × ${count(genes)} genes.`,
        ...guesses.map(
          ({ field, reason, samples }) =>
            `  ${field}: ${guessReasonText(reason)}${samples.length > 0 ? ` (${samples.join(', ')})` : ''}`,
        ),
      ],
      ready: readiness(recognition, mapping).text,
      effects: found && {
        ofFile: effectsOfFile(found, dataset.genes),
        inRunFile: await effectsInRunFile(found, dataset),
      },
      found,
    };
  } finally {
    data.close();
    host.status?.('');
  }
}

/** Columns and labels of a configuration must exist; none is replaced by a guess. */
function expectGiven(given: Partial<Mapping>, opened: OpenedFile, recognition: Recognition): void {
  const { perturbationColumn, matrix, heldOut = [] } = given;
  const columns = cellColumns.map((field) => given[field]).filter((name) => typeof name === 'string');
  const known = heldOut.length === 0 ? [] : namesToHoldOut(opened, recognition);
  const lacking = [
    ...columns.filter((name) => labelColumn(opened, name) === null).map((name) => `column ${name}`),
    ...(valuesLacking(opened, given) === null ? [] : [`${given.contextColumn} ${given.context}`]),
    ...(matrix === undefined || Object.hasOwn(opened.genes, matrix) ? [] : [`matrix ${matrix}`]),
    ...(recognition.mapping.perturbationColumn === perturbationColumn ? heldOut : [])
      .filter((label) => !known.includes(label))
      .map((label) => `perturbation ${label}`),
  ];
  if (lacking.length > 0)
    throw badUsage(
      `The configuration does not fit ${opened.name}`,
      `The file has no ${listOf(lacking, shownNames)}.`,
      'Give the file it was made for, or remove them from the configuration.',
    );
}

/** What would be a question to the person on the page. Throws Failure. Inspect uses it too, so that it says Ready only where infer goes on. */
export function expectAnswered(
  { mappingOptions, given }: Pick<Request, 'mappingOptions' | 'given'>,
  opened: OpenedFile,
  recognition: Recognition,
): void {
  const { mapping, blocked, labels, perturbationColumns } = recognition;
  // Loading refuses the other cases with the page's sentences.
  if (blocked === 'scaled-values' || blocked === 'negative-values' || blocked === 'no-values')
    throw badUsage(
      `${opened.name} cannot be used for training as it is`,
      readiness(recognition, mapping).text,
      `${unblocking(blocked)} It has ${listOf(opened.matrices.map(({ path }) => path))}.`,
    );
  if (blocked !== null) return;
  const isGuessed = (field: Guess['field'], isSaid: boolean) =>
    !isSaid && recognition.guesses.some((guess) => guess.field === field && guess.certainty === 'assumed');
  const saysColumn =
    mappingOptions.perturbationColumn !== undefined || given.mapping?.perturbationColumn !== undefined;
  if (isGuessed('perturbationColumn', saysColumn) && perturbationColumns.length > 1)
    throw badUsage(
      `The perturbation column of ${opened.name} is ambiguous`,
      `Possible columns are ${listOf(perturbationColumns, shownNames)}.`,
      'Choose one with --perturbation-column.',
    );
  // A given control applies to the labels of its perturbation column only.
  const sameColumn = [undefined, mapping.perturbationColumn].includes(given.mapping?.perturbationColumn);
  const saysControl =
    mappingOptions.compareWithOthers === true || (sameColumn && given.mapping?.control !== undefined);
  if (mapping.control.mode === 'others' && isGuessed('control', saysControl)) {
    const { title, why } = describeInputError({
      tag: 'no-controls',
      file: opened.name,
      labels: controlsFirst(labels),
    });
    throw new Failure(2, { title, why, next: unblocking('no-controls') });
  }
}

/** Labels that are not genes first: the control may be among them. */
function controlsFirst(labels: Recognition['labels']): readonly string[] {
  return [
    ...labels.filter(({ role }) => role === 'unrecognised'),
    ...labels.filter(({ role }) => role !== 'unrecognised'),
  ].map(({ label }) => label);
}

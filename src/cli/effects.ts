/** `modulode effects FILE… --out DIR`: which genes each perturbation changes, before any model. */
import { type Command, Option } from 'commander';
import { contextSentences } from '../present/report/contexts';
import { dosesHeadline } from '../present/report/doses';
import type { PerturbationLine } from '../present/report/effects';
import { type EffectsOfScreen, effectsOfScreen } from '../present/report/effectsOfScreen';
import { pairSentences } from '../present/report/pairs';
import {
  alikeGroups,
  calibrationSentence,
  confoundedSentence,
  countedPerturbations,
  effectsHeadline,
  modelSentence,
  nearestText,
  targetsText,
  timesText,
  zeroControl,
} from '../present/text/effects';
import { count, listOf, plural } from '../present/text/format';
import { noteSentences } from '../present/text/notes';
import { allEffectsFiles, measuringText } from './effectsFiles';
import { badUsage, failureOf } from './failure';
import { Interruption, type Host } from './host';
import { expectAnswered } from './infer/readData';
import { expectNoRun, writeEffects } from './infer/runFolder';
import { addMappingOptions, type MappingOptions } from './mappingOptions';
import { openData, readingProgress } from './openData';
import { withoutModelIn } from './runs';

interface EffectsOptions extends MappingOptions {
  readonly out: string;
  readonly force?: true;
  readonly fdr: string;
  readonly against: 'auto' | 'controls' | 'pooled';
}

/** Perturbations named in the summary. */
const shown = 12;

export function addEffects(program: Command, host: Host): void {
  const command = program
    .command('effects')
    .summary('which genes each perturbation changes, before any model')
    .description(
      'Compares each perturbation with the controls, gene by gene over all measured genes, using guides or replicates where there are any, and writes effects.tsv (fold changes, errors, p and q), perturbations.tsv (one line each: changed genes, agreement of guides, nearest perturbation, group), similarity.tsv (with intervals), guides.tsv (agreement), cells.tsv (where the share of responding cells is told: how far each cell responds), calibration.tsv (control guides tested as perturbations), doses.tsv (where a column or labels state doses, or guides take different parts of their target: effects at each and the dose of half the effect, of each perturbation as a whole and of the genes it changes), contexts.tsv, context-differences.tsv and context-genes.tsv (with --context-column: effects in each context and their differences), effects.h5ad (perturbations × genes, for scanpy), report.html (pictures and tables to share or print) and metrics.json.',
    )
    .argument('<file...>', 'data set, as for infer')
    .requiredOption('--out <folder>', 'folder to write')
    .option('--force', 'replace the effects of another data set')
    .option('--fdr <rate>', 'false discovery rate of the genes that are counted', '.05')
    .addOption(
      new Option(
        '--against <reference>',
        'what perturbations are compared with: the controls, or the controls and all perturbations that do not change the gene (pooled); auto: pooled with fewer than four control guides',
      )
        .choices(['auto', 'controls', 'pooled'])
        .default('auto'),
    )
    .addHelpText('after', '\nExample:\n  $ modulode effects screen.h5ad --out effects');
  addMappingOptions(command).action(async (files: readonly string[], options: EffectsOptions) => {
    const rate = Number(options.fdr);
    if (!(rate > 0 && rate < 1))
      throw badUsage(
        `--fdr ${options.fdr} is not a rate`,
        'It is a share between 0 and 1.',
        'Give .05, for example.',
      );
    await expectNoRun(options.out);
    const interruption = new Interruption(host);
    const { data, opened, recognition } = await openData(files, options, readingProgress(host, files));
    try {
      const before = options.force ? null : await withoutModelIn(options.out);
      if (before?.method === 'effects' && before.data.name !== opened.name)
        throw badUsage(
          `${options.out} already holds the effects of ${before.data.name}`,
          `Those of ${opened.name} would replace them.`,
          'Give --out another folder, or replace them with --force.',
        );
      expectAnswered({ mappingOptions: options, given: {} }, opened, recognition);
      const { mapping } = recognition;
      if (options.against === 'controls' && mapping.control.mode === 'others')
        throw badUsage(
          `${opened.name} has no controls to compare with`,
          'All cells take part as perturbed ones.',
          'Take --against pooled, or name the control label with --control.',
        );
      const screen = await data.everyGene(mapping, readingProgress(host, files));
      if (!screen.ok) throw failureOf(screen.error);
      const { against } = options;
      const found = await effectsOfScreen(screen.value, { against, rate }, (share) => {
        interruption.expectNone();
        host.status?.(measuringText(share));
      });
      const { effects, lines, pairs, combined } = found;
      const written = await allEffectsFiles(found);
      await writeEffects(options.out, written);
      host.status?.('');
      host.out(effects.isTested ? summary(lines, effects) : `${effectsHeadline(lines, false)}\n`);
      for (const sentence of noteSentences(found.limits)) host.out(`${sentence}\n`);
      if (effects.confounded) host.out(`${confoundedSentence(effects.confounded, effects.unit)}\n`);
      host.out(
        pairSentences(pairs, combined)
          .map((line) => `${line}\n`)
          .join(''),
      );
      if (found.doses.length > 0) host.out(`${dosesHeadline(found.doses)}\n`);
      for (const line of found.contexts ? contextSentences(found.contexts, found.labels) : [])
        host.out(`${line}\n`);
      const targets = targetsText(found);
      if (targets !== '') host.out(`${targets}\n`);
      host.out(`${calibrationSentence(effects)}\n${modelSentence(lines, effects.isTested)}\n`);
      host.out(`${options.out}: ${written.map(({ name }) => name).join(', ')}\n`);
    } finally {
      host.status?.('');
      data.close();
      interruption.end();
    }
  });
}

type Lines = readonly PerturbationLine[];

function summary(
  lines: Lines,
  {
    genes: { length: genes },
    isPooled,
    isRecovered,
    cells,
    isCompared: [areControlsBeside = false],
    batchReplicates,
  }: Pick<
    EffectsOfScreen['effects'],
    'genes' | 'isPooled' | 'isRecovered' | 'cells' | 'isCompared' | 'batchReplicates'
  >,
): string {
  const acting = lines.filter(({ acts }) => acts);
  const apart = lines.filter(({ isCompared }) => !isCompared);
  const counted = countedPerturbations(lines);
  const unchanged = 'perturbations that do not change the gene';
  const hasControls = cells[0] !== 0 && areControlsBeside;
  const others = `${hasControls ? 'the controls and' : 'the'} ${unchanged}`;
  const reference = isPooled ? others : cells[0] === 0 ? zeroControl : 'the controls';
  const beside = lines.some(({ hasTarget }) => hasTarget) ? ' other than their targets' : '';
  const rows = acting.slice(0, shown).map((line) => {
    const { label, increased, decreased, nearest } = line;
    const alike = nearest?.relation === 'alike' ? `, acts like ${nearestText(line)}` : '';
    return `  ${label}: ${increased} up, ${decreased} down${alike}\n`;
  });
  return [
    `${counted.acting} of ${plural(counted.of, 'perturbation')} ${counted.acting === 1 ? 'changes' : 'change'} genes${beside}${timesText(lines)}; ${count(genes)} genes were compared with ${reference}${isRecovered ? ', by counts recovered from the normalised values' : ''}${batchReplicates === undefined ? '' : `, with the cells of each of ${batchReplicates} batches as one replicate`}.\n`,
    ...rows,
    ...(acting.length > shown ? [`  and ${acting.length - shown} more\n`] : []),
    ...alikeGroups(lines).map((labels) => `${listOf(labels, shown)} act alike.\n`),
    ...(apart.length > 0
      ? [
          `Not compared, because their batches lack reference cells: ${listOf(
            apart.map(({ label }) => label),
            shown,
          )}.\n`,
        ]
      : []),
  ].join('');
}

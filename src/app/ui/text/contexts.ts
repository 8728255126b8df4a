/** The networks of contexts on the page. */
import type { ContextPlan } from '../../../dataset/contextSizes';
import { runsOf } from '../../../inference/run/contextRuns';
import { count, listOf, plural } from '../../../present/text/format';
import { composerText } from './composer';
import { shortFingerprint } from '../../../share/snapshot';

export const contextsText = {
  title: 'One network per context',
  /** `fits`: of each context by itself. */
  about: ({ column, chosen }: ContextPlan, fits: number) =>
    `Learns a network for each context of ${column} (${listOf(chosen.map(({ name }) => name))}) and tests which edges differ. Each borrows from the others as far as that predicts unseen perturbations better. Takes ${plural(runsOf({ chosen }), 'run')} in the background, ${count(chosen.length)} of them with ${fits} resampled fits.`,
  learn: (plan: ContextPlan) => `Learn ${plural(runsOf(plan), 'run')}`,
  cancel: 'Cancel',
  progress: 'Progress of this run',
  stages: { reading: 'reading its cells', training: 'training', confidence: 'resampled fits' },
  ends: {
    idle: '',
    running: '',
    cancelled: 'Cancelled. Finished runs are kept.',
    closed: 'The file was closed before all runs were learned. Finished runs are kept.',
    failed: '',
    done: '',
  },
  kept: 'In the list of runs',
  pair: 'Contexts compared',
  figure: composerText.names.differences,
  listed: 'The table lists the edges.',
  table: 'Differences of edges',
  surest: (listed: number, tested: number) =>
    `The ${count(listed)} most certain of ${count(tested)} edges; the file has all.`,
  downloadTable: 'Table (TSV)',
  downloadSvg: 'Figure (SVG)',
  downloadPng: 'Figure (PNG)',
  origin: (
    program: string,
    seed: number,
    { name, fingerprint }: { readonly name: string; readonly fingerprint: string },
  ) =>
    `Modulode ${program}, seed ${seed}, networks of contexts alone, data ${name} (fingerprint ${shortFingerprint(fingerprint)})`,
} as const;

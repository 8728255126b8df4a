/** What is written of a finished run, by name. */
import { version } from '../../../package.json';
import type { BesideOthers } from '../../inference/benchmark/benchmark';
import { reportHtml } from '../../present/report/html';
import { metricsJson } from '../../present/report/metrics';
import { runTables } from '../../present/report/tables';
import { writeRunFile, type FinishedRun } from '../../share/runFile';
import { runFileName } from '../runs';
import { writeConfig, type RunConfig } from './configFile';
import type { FolderFile } from './runFolder';
import type { RunLog } from './runLog';

/** `beside`: what is not known of it is left out. */
export function runFiles(
  run: FinishedRun,
  beside: BesideOthers | null,
  config: RunConfig,
  log: RunLog,
): readonly FolderFile[] {
  return [
    ...runTables(run, { top: config.top, beside }),
    { name: 'report.html', content: reportHtml(run, { version, beside }) },
    { name: runFileName, content: writeRunFile(run) },
    { name: 'config.json', content: writeConfig(config) },
    { name: 'log.txt', content: log.text },
  ];
}

/** metrics.json as data. */
export function metricsOf(run: FinishedRun, beside: BesideOthers | null): unknown {
  const metrics: unknown = JSON.parse(metricsJson(run, beside));
  return metrics;
}

/** Commands that write what is on screen in the formats of other programs: one for each. */
import { exportTexts } from '../../../present/text/exports';
import { exportFormats, type ExportFormat } from '../../../share/exports/exportFormats';
import * as act from '../actions';
import type { Command } from './command';

export const exportCommands: readonly Command[] = exportFormats.map((format) => ({
  id: exportCommand(format),
  label: `Download ${inSentence(exportTexts[format].name)}`,
  icon: format === 'tsv' ? 'Table' : 'FileExport',
  shortcuts: [],
  group: 'Export',
  enabled: () => act.canExport(format),
  run: () => void act.downloadExport(format),
}));

/** The command's id. */
export function exportCommand(format: ExportFormat): `download-${ExportFormat}` {
  return `download-${format}`;
}

function inSentence(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** The table of edges, as a file: of a run made here or behind a link. */
import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { runCommand } from '../../kit/runCommand';

export function DownloadEdges() {
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} stroke={1.75} aria-hidden />}
      onClick={runCommand('download-tsv')}
    >
      Download edges (TSV)
    </Button>
  );
}

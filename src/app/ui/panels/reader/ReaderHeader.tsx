/** What is on screen, its size and day; search; and what else can be done, behind one button. */
import { ActionIcon, Button, Popover } from '@mantine/core';
import { IconInfoCircle, IconSearch } from '@tabler/icons-react';
import { showScreen, trainShared } from '../../../session/actions';
import { useRun, useView } from '../../../session/stores';
import { Mark } from '../../kit/Brand';
import { runCommand } from '../../kit/runCommand';
import { dataName } from '../../text/dataName';
import { plural } from '../../../../present/text/format';
import { standingText } from '../../../../present/text/reportCard';
import { readerText } from '../../text/reader';
import { arrivalLine, arrivalText } from '../../text/share';
import { useFinding } from '../train/useFinding';
import { useStanding } from '../train/useStanding';
import classes from './Reader.module.css';

const icon = { size: 20, stroke: 1.75, 'aria-hidden': true } as const;

export function ReaderHeader() {
  const name = useRun(dataName);
  const line = useLine();
  return (
    <header className={classes.header}>
      <Mark />
      <div className={classes.name}>
        <b>{name ?? readerText.nothing}</b>
        <span className="caption">{line}</span>
      </div>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={44}
        aria-label="Gene or command"
        onClick={() => {
          showScreen({ dialog: 'palette' });
        }}
      >
        <IconSearch {...icon} />
      </ActionIcon>
      <Popover position="bottom-end" width={300} withArrow>
        <Popover.Target>
          <ActionIcon variant="subtle" color="gray" size={44} aria-label="About this network">
            <IconInfoCircle {...icon} />
          </ActionIcon>
        </Popover.Target>
        <Popover.Dropdown>
          <About />
        </Popover.Dropdown>
      </Popover>
    </header>
  );
}

function useLine(): string {
  const shared = useRun((run) => run.shared);
  const genes = useRun((run) => run.dataset?.genes.length ?? 0);
  const edges = useView((view) => view.present.edgeBudget);
  if (shared) return arrivalLine(shared);
  return genes === 0 ? '' : `${plural(genes, 'gene')}, ${plural(edges, 'edge')}`;
}

function About() {
  const shared = useRun((run) => run.shared);
  const { title, line } = useFinding();
  const result = useRun((run) => run.result);
  const standing = useStanding();
  const why = result && standingText(result, standing);
  return (
    <div className={classes.info}>
      <p>
        <b>{title}.</b> {line}
      </p>
      {why ? <p>{why}</p> : null}
      {shared ? <p>{arrivalText(shared)}</p> : null}
      {shared?.demo ? (
        <Button variant="default" onClick={() => void trainShared()}>
          Train it here
        </Button>
      ) : null}
      <Button variant="default" onClick={runCommand('open')}>
        Open your own data
      </Button>
      <Button
        variant="default"
        onClick={() => {
          showScreen({ layout: 'steps' });
        }}
      >
        {readerText.steps}
      </Button>
    </div>
  );
}

/** The comparison of networks on held-out cells, as CausalBench makes it: started on request, two tables at equal numbers of edges. */
import { Button, Progress } from '@mantine/core';
import type { HeldOutCellsBenchmark } from '../../../../inference/benchmark/benchmark';
import {
  causalBenchAbout,
  causalBenchTables,
  causalBenchTitle,
  leftOutTexts,
  noHeldOutCells,
} from '../../../../present/text/benchmarkTables';
import { capital, percent, plural } from '../../../../present/text/format';
import { networkSourceNames } from '../../../../present/text/names';
import {
  cancelHeldOutCells,
  compareOnHeldOutCells,
  useHeldOutCells,
  type HeldOutCellsWork,
} from '../../../session/actions/heldOutCells';
import { useRun } from '../../../session/stores';
import { ScoreCell, ScoreTable, Terms, FoldedPanel } from './evaluateParts';
import classes from './EvaluatePage.module.css';

export function HeldOutCellsPanel() {
  const id = useRun((run) => run.id);
  const { run, work } = useHeldOutCells();
  // Results of another run are not shown.
  const shown: HeldOutCellsWork = run === id ? work : { phase: 'idle' };
  const found = shown.phase === 'done' ? shown.found : null;
  return (
    <FoldedPanel title={causalBenchTitle} aside={found && plural(found.heldOutCells, 'held-out cell')}>
      <Content work={shown} />
    </FoldedPanel>
  );
}

function Content({ work }: { work: HeldOutCellsWork }) {
  switch (work.phase) {
    case 'idle':
      return (
        <>
          <p className="quiet">
            The two statistics of CausalBench: every method learns again from 80 % of the cells, and its
            strongest edges are tested on the others. Takes one more training, on one core.
          </p>
          <Start label="Compare on held-out cells" />
        </>
      );
    case 'running':
      return <Running progress={work.progress} />;
    case 'done':
      return work.found ? <Tables found={work.found} /> : <p>{noHeldOutCells}</p>;
    case 'failed':
      return (
        <>
          <p>The comparison failed: {work.detail}</p>
          <Start label="Try again" />
        </>
      );
    default:
      return work satisfies never;
  }
}

function Start({ label }: { label: string }) {
  return (
    <div className={classes.ask}>
      <Button variant="default" onClick={() => void compareOnHeldOutCells()}>
        {label}
      </Button>
    </div>
  );
}

function Running({ progress }: { progress: (HeldOutCellsWork & { phase: 'running' })['progress'] }) {
  const { part, share } = progress ?? { part: 'modulode' as const, share: 0 };
  return (
    <div className={classes.busy}>
      <Progress
        className={classes.bar}
        size={4}
        value={100 * share}
        aria-label="Progress of the comparison on held-out cells"
      />
      <span className="quiet">
        {networkSourceNames[part]}, {percent(share)}
      </span>
      <Button variant="subtle" size="compact-sm" onClick={cancelHeldOutCells}>
        Cancel
      </Button>
    </div>
  );
}

function Tables({ found }: { found: HeldOutCellsBenchmark }) {
  const tables = causalBenchTables(found);
  return (
    <>
      {tables.map(({ title, columns: [rowName = '', ...columns], rows, terms }) => (
        <div key={title}>
          {terms.map(({ name }) => (
            <h3 key={name}>{capital(name)}</h3>
          ))}
          <ScoreTable label={title} rowName={rowName} columns={columns.map((name) => ({ name, why: null }))}>
            {rows.map(([name = '', ...scores]) => (
              <tr key={name} data-own={name === networkSourceNames.modulode ? '' : undefined}>
                <th scope="row">{name}</th>
                {scores.map((score, place) => (
                  <ScoreCell key={columns[place]} text={score} />
                ))}
              </tr>
            ))}
          </ScoreTable>
        </div>
      ))}
      <p className="quiet">{[causalBenchAbout(found), ...leftOutTexts(found)].join(' ')}</p>
      <Terms terms={tables.flatMap(({ terms }) => terms)} />
    </>
  );
}

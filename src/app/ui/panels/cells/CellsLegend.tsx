/** The legend beside the cells: groups as buttons that pick their cells, or the scale of an amount. */
import { Select } from '@mantine/core';
import { count, decimal } from '../../../../present/text/format';
import type { CellColours, CellGroup } from '../../charts/cellColours';
import { showCells } from '../../../session/page/actions';
import { useView } from '../../../session/stores';
import type { CellColour } from '../../../../share/view';
import { cellsText } from '../../text/cells';
import { type Groups, keyOf } from '../../derived/colourChoice';
import classes from './Cells.module.css';

export function CellsLegend(props: {
  colours: CellColours;
  groups: Groups | null;
  note: string | null;
  /** What the colours show. */
  source: CellColour;
  title: string;
}) {
  const { colours, groups, note, source, title } = props;
  const { legend, table } = colours;
  const pick = useView((view) => view.present.cells.pick);
  const picked = pick?.kind === 'group' && keyOf(pick.colour) === keyOf(source) ? pick.name : null;
  const faint = table.at(-1) ?? '';
  const toggle = ({ name, code }: CellGroup) => {
    if (!groups || code === null) return;
    showCells({ pick: picked === name ? null : { kind: 'group', colour: source, name } });
  };
  return (
    <section className={classes.legend} aria-label="Colours">
      <h2>{title}</h2>
      {legend.kind === 'scale' ? (
        <Scale legend={legend} />
      ) : (
        <>
          <ul>
            {legend.groups.map((group) => (
              <li key={group.code}>
                <button
                  type="button"
                  aria-pressed={picked === group.name}
                  aria-label={cellsText.pick(group.name, group.cells)}
                  onClick={() => toggle(group)}
                >
                  <Swatch color={group.color} />
                  <span className={classes.name}>{group.name}</span>
                  <span className={classes.count}>{count(group.cells)}</span>
                </button>
              </li>
            ))}
            {legend.others.length > 0 ? (
              <li className={classes.plain}>
                <Swatch color={faint} />
                <span className={classes.name}>{cellsText.other(legend.others.length)}</span>
                <span className={classes.count}>
                  {count(legend.others.reduce((sum, { cells }) => sum + cells, 0))}
                </span>
              </li>
            ) : null}
          </ul>
          {legend.others.length > 0 ? (
            <Select
              size="xs"
              aria-label={cellsText.pickGroup}
              placeholder={cellsText.pickGroup}
              searchable
              limit={60}
              nothingFoundMessage={cellsText.noMatch}
              data={[...legend.groups, ...legend.others].map(({ name, code }) => ({
                value: String(code),
                label: name,
              }))}
              value={null}
              onChange={(value) => {
                const found = [...legend.groups, ...legend.others].find(({ code }) => String(code) === value);
                if (found && found.name !== picked) toggle(found);
              }}
            />
          ) : null}
        </>
      )}
      {legend.missing > 0 ? (
        <p className={classes.plain}>
          <Swatch color={faint} />
          <span className={classes.name}>{cellsText.missing}</span>
          <span className={classes.count}>{count(legend.missing)}</span>
        </p>
      ) : null}
      {note ? <p className={classes.note}>{note}</p> : null}
    </section>
  );
}

function Swatch({ color }: { color: string }) {
  return (
    <svg width="12" height="12" aria-hidden="true">
      <circle cx="6" cy="6" r="5.5" fill={color} />
    </svg>
  );
}

function Scale({ legend }: { legend: Extract<CellColours['legend'], { kind: 'scale' }> }) {
  const { colors, low, high } = legend;
  const width = 160;
  return (
    <div className={classes.scale}>
      <span>{decimal(low)}</span>
      <svg width={width} height="12" aria-hidden="true">
        {colors.map((color, step) => (
          <rect
            key={color}
            x={(step * width) / colors.length}
            width={width / colors.length + 0.5}
            height="12"
            fill={color}
          />
        ))}
      </svg>
      <span>{decimal(high)}</span>
    </div>
  );
}

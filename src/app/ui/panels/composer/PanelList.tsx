/** The panels of the figure in order, with their widths, and what can be added without leaving the composer. */
import { ActionIcon, Button } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconGripVertical, IconX } from '@tabler/icons-react';
import { type DragEvent, useEffect, useRef, useState } from 'react';
import { letterOf, spans } from '../../../../present/figure/sheet/sheet';
import { hasViewListener } from '../../../session/view/viewBus';
import { Choice } from '../../kit/Choice';
import { runCommand } from '../../kit/commands';
import { composerText } from '../../text/composer';
import { compose, MAX_PANELS, moved, removed, spanned } from '../../composed/composition';
import type { Panel } from '../../composed/content';
import { addCurves, addErrors, hasCurves, hasErrors } from '../../composed/panels';
import classes from './ComposerDialog.module.css';

const icon = { size: 16, stroke: 1.75, 'aria-hidden': true } as const;

const moves = [
  { step: 'earlier', by: -1, Icon: IconArrowUp },
  { step: 'later', by: 1, Icon: IconArrowDown },
] as const;

type Move = (typeof moves)[number]['step'];

export function PanelList({ panels }: { panels: readonly Panel[] }) {
  const list = useRef<HTMLOListElement>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const [refocus, setRefocus] = useState<{ readonly id: number; readonly move: Move } | null>(null);
  // A panel that moves takes the focus along; at the end of the list its other button has it.
  useEffect(() => {
    if (!refocus) return;
    const buttons = list.current?.querySelectorAll<HTMLButtonElement>(
      `[data-panel-id="${refocus.id}"] [data-move]`,
    );
    const wanted = [...(buttons ?? [])].filter((button) => !button.disabled);
    (wanted.find((button) => button.dataset['move'] === refocus.move) ?? wanted[0])?.focus();
  }, [refocus]);
  if (panels.length === 0)
    return (
      <div className={classes.empty}>
        <b>{composerText.empty}</b>
        <p>{composerText.emptyHint}</p>
      </div>
    );
  const drop = (place: number) => (event: DragEvent) => {
    if (dragged === null) return;
    event.preventDefault();
    compose((one) => moved(one, dragged, place));
    setDragged(null);
  };
  const move = (panel: Panel, place: number, step: Move) => () => {
    compose((one) => moved(one, panel.id, place));
    setRefocus({ id: panel.id, move: step });
  };
  const remove = (panel: Panel, place: number) => () => {
    compose((one) => removed(one, panel.id));
    const next = panels[place + 1] ?? panels[place - 1];
    if (next) setRefocus({ id: next.id, move: 'earlier' });
  };
  return (
    <ol ref={list} className={classes.panels} aria-label="Panels">
      {panels.map((panel, place) => {
        const letter = letterOf(place);
        return (
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- dragging is also done by the buttons
          <li
            key={panel.id}
            data-panel-id={panel.id}
            data-dragged={panel.id === dragged ? '' : undefined}
            className={classes.panel}
            draggable
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = 'move';
              event.dataTransfer.setData('text/plain', panel.name);
              setDragged(panel.id);
            }}
            onDragEnd={() => setDragged(null)}
            onDragOver={(event) => {
              if (dragged !== null) event.preventDefault();
            }}
            onDrop={drop(place)}
          >
            <IconGripVertical {...icon} className={classes.grip} />
            <b className={classes.letter}>{letter}</b>
            <span className={classes.name} title={panel.text}>
              {panel.name}
            </span>
            <Choice
              size="xs"
              w={104}
              aria-label={composerText.panelWidth(letter)}
              value={panel.span}
              data={spans.map((value) => ({ value, label: spanNames.get(value) ?? '' }))}
              onChange={(span) => compose((one) => spanned(one, panel.id, span))}
            />
            {moves.map(({ step, by, Icon }) => (
              <ActionIcon
                key={step}
                variant="subtle"
                color="gray"
                size={26}
                data-move={step}
                aria-label={composerText[step](letter)}
                disabled={panels[place + by] === undefined}
                onClick={move(panel, place + by, step)}
              >
                <Icon {...icon} />
              </ActionIcon>
            ))}
            <ActionIcon
              variant="subtle"
              color="gray"
              size={26}
              aria-label={composerText.remove(letter)}
              onClick={remove(panel, place)}
            >
              <IconX {...icon} />
            </ActionIcon>
          </li>
        );
      })}
    </ol>
  );
}

const spanNames = new Map<number, string>([
  [1, 'Full width'],
  [2 / 3, 'Two thirds'],
  [1 / 2, 'Half'],
  [1 / 3, 'One third'],
]);

/** Panels that need nothing but the run on screen. */
export function AddPanels({ panels }: { panels: readonly Panel[] }) {
  if (panels.length >= MAX_PANELS) return <p className="quiet">{composerText.full}</p>;
  const sources = [
    {
      name: composerText.addScreen,
      isThere: hasViewListener('addToFigure'),
      onClick: runCommand('add-to-figure'),
    },
    { name: composerText.names.errors, isThere: hasErrors(), onClick: addErrors },
    { name: composerText.names.curves, isThere: hasCurves(), onClick: addCurves },
  ].filter(({ isThere }) => isThere);
  if (sources.length === 0) return null;
  return (
    <div className={classes.add} role="group" aria-label="Add a panel">
      <span className="caption">Add</span>
      {sources.map(({ name, onClick }) => (
        <Button key={name} size="compact-sm" variant="default" onClick={onClick}>
          {name}
        </Button>
      ))}
    </div>
  );
}

/** The search for genes and commands by name, loaded on first use. */
import '@mantine/spotlight/styles.css';
import { Modal } from '@mantine/core';
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import { useEffect, useState } from 'react';
import { selectPerturbation, showScreen } from '../../session/page/actions';
import { findGene, findOutsideGene } from '../../session/view/genes';
import { outsideWords } from '../text/scenarios';
import { commands } from '../../session/page/commands';
import type { PartName } from '../../session/state';
import { useRun, useScreen } from '../../session/stores';
import { useShownEffects } from '../derived/shownEffects';
import { printShortcut, runCommand } from '../kit/commands';

const MAX_PER_GROUP = 5;
const [store, palette] = createSpotlight();
/** Commands without use inside the palette. */
const excluded = new Set(['search', 'back']);

const withoutNetwork: ReadonlySet<PartName> = new Set([
  'data',
  'check',
  'effects',
  'model',
  'evaluate',
  'methods',
]);

/** Sorts GATA2 before GATA10. */
const byName = new Intl.Collator('en', { numeric: true });

/** Closes the search first: what was chosen may replace the layout that it stands in. */
function choosing(act: () => void): () => void {
  return () => {
    showScreen({ dialog: 'none' });
    act();
  };
}

/** Rank of a match: exact, prefix, substring. */
function rank(name: string, wanted: string): number {
  const place = name.toLowerCase().indexOf(wanted);
  return place > 0 ? 2 : name.length === wanted.length ? 0 : 1;
}

export function Palette() {
  const genes = useRun((run) => run.dataset?.genes);
  const outside = useRun((run) => run.result?.loadings?.genes);
  const perturbations = useShownEffects()?.labels;
  const [query, setQuery] = useState('');
  useEffect(() => {
    palette.open();
    return palette.close;
  }, []);
  const wanted = query.trim().toLowerCase();
  const fits = (name: string) => name.toLowerCase().includes(wanted);
  const matches = (names: readonly string[]) =>
    names
      .map((name, place) => ({ name, place }))
      .filter(({ name }) => fits(name))
      .toSorted((a, b) => rank(a.name, wanted) - rank(b.name, wanted) || byName.compare(a.name, b.name))
      .slice(0, MAX_PER_GROUP);
  const foundGenes = matches(genes ?? []);
  const foundOutside = matches(outside ?? []);
  // The control is the first.
  const foundPerturbations = matches(perturbations?.slice(1) ?? []);
  const foundCommands = commands
    .filter((command) => !excluded.has(command.id) && fits(command.label) && command.enabled())
    .slice(0, MAX_PER_GROUP);
  return (
    <Spotlight.Root
      store={store}
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      lockScroll={false}
      overlayProps={{ backgroundOpacity: 0.4, blur: 0 }}
      onSpotlightClose={() => showScreen({ dialog: 'none' })}
    >
      <Modal.Title className="visually-hidden">Search gene or command</Modal.Title>
      <Spotlight.Search placeholder="Gene or command" aria-label="Gene or command" />
      <Spotlight.ActionsList>
        {foundGenes.length > 0 ? (
          <Spotlight.ActionsGroup label="Genes">
            {foundGenes.map(({ name, place }) => (
              <Spotlight.Action
                key={place}
                label={name}
                onClick={choosing(() => {
                  findGene(place);
                  // A selected gene is visible only where the network is.
                  if (withoutNetwork.has(useScreen.getState().step)) showScreen({ step: 'explore' });
                })}
              />
            ))}
          </Spotlight.ActionsGroup>
        ) : null}
        {foundOutside.length > 0 ? (
          <Spotlight.ActionsGroup label={outsideWords.group}>
            {foundOutside.map(({ name, place }) => (
              <Spotlight.Action
                key={place}
                label={name}
                description={outsideWords.response}
                onClick={choosing(() => findOutsideGene(name))}
              />
            ))}
          </Spotlight.ActionsGroup>
        ) : null}
        {foundPerturbations.length > 0 ? (
          <Spotlight.ActionsGroup label="Effects of a perturbation">
            {foundPerturbations.map(({ name, place }) => (
              <Spotlight.Action
                key={place}
                label={name}
                onClick={choosing(() => {
                  selectPerturbation(place + 1);
                  showScreen({ step: 'effects' });
                })}
              />
            ))}
          </Spotlight.ActionsGroup>
        ) : null}
        {foundCommands.length > 0 ? (
          <Spotlight.ActionsGroup label="Commands">
            {foundCommands.map(({ id, label, shortcuts }) => (
              <Spotlight.Action
                key={id}
                label={label}
                description={shortcuts.map(printShortcut).join(' or ')}
                onClick={choosing(runCommand(id))}
              />
            ))}
          </Spotlight.ActionsGroup>
        ) : null}
        {[foundGenes, foundOutside, foundPerturbations, foundCommands].every(({ length }) => length === 0) ? (
          <Spotlight.Empty>No matching gene or command.</Spotlight.Empty>
        ) : null}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

/** What is tested: the collection or file, the part of the run, one group of it, and the least size of a set. */
import { Button, NativeSelect, NumberInput } from '@mantine/core';
import { IconFolderOpen } from '@tabler/icons-react';
import { useMemo, useRef } from 'react';
import { collections } from '../../../../present/text/geneSets';
import { enrichedParts } from '../../../../share/exports/enrichment';
import {
  collectionsFor,
  openGeneSets,
  sourceName,
  sourceText,
  useEnrichment,
} from '../../../session/methods/enrichment';
import { useRun, useView } from '../../../session/stores';
import { Choice } from '../../kit/Choice';
import { HiddenFileInput } from '../../kit/HiddenFileInput';
import { enrichmentText, groupLabel, partNames } from '../../text/enrichment';

export function Choices() {
  const { of, group, minSize, source, answer } = useEnrichment();
  const species = useEnrichment((state) => state.species?.species ?? null);
  const nameOf = useGroupNames();
  const groups = [...new Set((answer?.question.of === of ? answer.rows : []).map((row) => row.group))];
  const listed = group === null || groups.includes(group) ? groups : [group, ...groups];
  const about = source === null ? null : sourceText(source, species);
  return (
    <>
      <SourceChoice />
      <Choice
        size="xs"
        label={enrichmentText.of}
        value={of}
        data={enrichedParts.map((value) => ({ value, label: partNames[value] }))}
        onChange={(next) => useEnrichment.setState({ of: next, group: null })}
      />
      {listed.length > 1 ? (
        <Choice<string | null>
          size="xs"
          label={groupLabel[of]}
          value={group}
          data={[
            { value: null, label: enrichmentText.all },
            ...listed.map((value) => ({ value, label: nameOf(value) })),
          ]}
          onChange={(next) => useEnrichment.setState({ group: next })}
        />
      ) : null}
      <NumberInput
        size="xs"
        label={enrichmentText.minSize}
        min={1}
        max={500}
        clampBehavior="strict"
        allowDecimal={false}
        value={minSize}
        onChange={(typed) => {
          if (typeof typed === 'number' && typed >= 1) useEnrichment.setState({ minSize: typed });
        }}
      />
      <p className="caption">
        {enrichmentText.how[of]} {enrichmentText.qHint}
      </p>
      {about ? <p className="caption">{about}</p> : null}
    </>
  );
}

/** The collections of the species, or a file. */
function SourceChoice() {
  const source = useEnrichment((state) => state.source);
  const species = useEnrichment((state) => state.species?.species ?? null);
  const fitting = collectionsFor(species);
  const chosen = source instanceof File ? 'file' : (source ?? '');
  return (
    <>
      <NativeSelect
        size="xs"
        label={enrichmentText.sets}
        value={chosen}
        data={[
          ...(source === null ? [{ value: '', label: enrichmentText.choose }] : []),
          ...fitting.map((value) => ({ value, label: collections[value].name })),
          ...(source instanceof File ? [{ value: 'file', label: source.name }] : []),
          // A collection of another species, chosen for another run.
          ...(typeof source === 'string' && !fitting.includes(source)
            ? [{ value: source, label: sourceName(source) }]
            : []),
        ]}
        onChange={({ currentTarget }) => {
          const next = fitting.find((name) => name === currentTarget.value);
          if (next) useEnrichment.setState({ source: next });
        }}
      />
      <FileChoice />
    </>
  );
}

function FileChoice() {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconFolderOpen size={14} stroke={1.75} aria-hidden />}
        onClick={() => input.current?.click()}
      >
        {enrichmentText.file}
      </Button>
      <HiddenFileInput
        ref={input}
        label={enrichmentText.file}
        accept=".gmt,.gz,.txt"
        onFiles={([file]) => openGeneSets(file)}
      />
    </>
  );
}

/** Names of groups as shown: those that modules were given. */
export function useGroupNames(): (group: string) => string {
  const modules = useRun((run) => run.result?.modules);
  const given = useView((view) => view.present.moduleNames);
  return useMemo(() => {
    const names = new Map(
      (modules ?? []).map(({ name }, index) => [name, given[index] ? `${name} ${given[index]}` : name]),
    );
    return (group: string) => names.get(group) ?? group;
  }, [modules, given]);
}

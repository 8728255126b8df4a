/** Which known network the next training gets: none, one that comes with the program for the species of the genes, or a file. */
import { Radio } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Species } from '../../../../dataset/factors/candidates';
import { type BundledPriorName, bundledPriorNames, bundledPriors } from '../../../../network/priors/about';
import { enrichmentWorker } from '../../../session/clients';
import { chooseBundled, chooseFiles, chooseKnowledge } from '../../../session/data/knowledge';
import { useKnowledge } from '../../../session/stores';
import type { GivenNetwork } from '../../../session/state';
import { ChoiceCard, ChoiceCards, FileCard } from '../../kit/ChoiceCards';
import { knowledgeTexts } from '../../text/knowledge';
import type { ScreenGenes } from './Applied';

export function NetworkChoice({ network, screen }: { network: GivenNetwork | null; screen: ScreenGenes }) {
  const strength = useKnowledge((state) => state.choice?.strength ?? 'auto');
  const species = useSpecies(screen.genes);
  const offered = bundledPriorNames.filter((name) => bundledPriors[name].species === species);
  const isOwn = network !== null && network.bundled === null;
  return (
    <Radio.Group
      aria-label={knowledgeTexts.choice}
      value={network === null ? 'none' : (network.bundled ?? 'own')}
      onChange={(value) => {
        const bundled = offered.find((name) => name === value);
        if (value === 'none') chooseKnowledge({ network: null, strength });
        else if (bundled) void chooseBundled(bundled, strength);
      }}
    >
      <ChoiceCards>
        <ChoiceCard value="none" title={knowledgeTexts.none}>
          <p>{knowledgeTexts.noneAbout}</p>
        </ChoiceCard>
        {offered.map((name) => (
          <BundledCard key={name} name={name} />
        ))}
        <FileCard
          value="own"
          title={isOwn ? network.source.name : knowledgeTexts.own}
          hasFile={isOwn}
          button={isOwn ? knowledgeTexts.another : knowledgeTexts.open}
          input={knowledgeTexts.own}
          multiple
          onFiles={(files) => void chooseFiles(files, strength)}
        >
          <p>{knowledgeTexts.ownAbout}</p>
        </FileCard>
      </ChoiceCards>
    </Radio.Group>
  );
}

function BundledCard({ name }: { name: BundledPriorName }) {
  const { title, about, citation } = bundledPriors[name];
  return (
    <ChoiceCard value={name} title={title}>
      <p>{about}.</p>
      <p className="caption">{citation}</p>
    </ChoiceCard>
  );
}

/** null while unknown, and where no table of names has the genes. */
function useSpecies(genes: readonly string[]): Species | null {
  const [species, setSpecies] = useState<Species | null>(null);
  useEffect(() => {
    let isCurrent = true;
    async function learn(): Promise<void> {
      const answer = await enrichmentWorker.ask((remote) => remote.speciesOf(genes));
      if (isCurrent) setSpecies(answer.ok ? answer.value : null);
    }
    void learn();
    return () => {
      isCurrent = false;
    };
  }, [genes]);
  return species;
}

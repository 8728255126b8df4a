/** What each perturbation did to its own target: the finding first, then a picture, a table to sort, and the guides of the chosen one. */
import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import type { Mapping } from '../../../../dataset/mapping';
import type { GuideStrength } from '../../../../dataset/quality/guideConsistency';
import type { TargetReport } from '../../../../dataset/quality/targetReport';
import { targetsTsv } from '../../../../present/report/targetsTable';
import { downloadName, saveFile } from '../../../session/actions/downloads';
import { useImport } from '../../../session/stores';
import { targetsSentences } from '../../../../present/text/qualityTargets';
import { targetsText, targetsTitle } from '../../text/quality';
import { FoldedSection } from './FoldedSection';
import { GuidesTable } from './GuidesTable';
import { Measuring, useQuality } from './Measuring';
import classes from './Quality.module.css';
import { TargetsPicture } from './TargetsPicture';
import { targetKey, TargetsTable } from './TargetsTable';

export function TargetsSection({ mapping, bytes }: { mapping: Mapping; bytes: number }) {
  const [isOpen, setOpen] = useState(false);
  const targets = useQuality(mapping, bytes, isOpen)?.targets ?? null;
  return (
    <FoldedSection
      title={targetsTitle}
      said={targets ? (targetsSentences(targets)[0] ?? '') : targetsText.notMeasured}
      onToggle={setOpen}
    >
      {() => <>{targets ? <Targets targets={targets} /> : <Measuring mapping={mapping} bytes={bytes} />}</>}
    </FoldedSection>
  );
}

const noStrengths: readonly GuideStrength[] = [];

function Targets({ targets }: { targets: TargetReport }) {
  const name = useImport((state) => state.opened?.name);
  const strengths =
    useImport((state) => (state.phase === 'ready' ? state.dataset?.guides : null)) ?? noStrengths;
  const [chosen, setChosen] = useState<string | null>(null);
  const effect = targets.effects.find((one) => targetKey(one) === chosen) ?? null;
  const haveGuides = targets.effects.some(({ guides }) => guides.length > 0);
  return (
    <>
      <p>{targetsSentences(targets).slice(1).join(' ')}</p>
      <p className="quiet">{targetsText.lead}</p>
      {targets.effects.length === 0 ? null : (
        <>
          <TargetsPicture effects={targets.effects} chosen={effect} />
          <div className={classes.head}>
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<IconDownload size={14} stroke={1.75} aria-hidden />}
              onClick={() => {
                const content = new Blob([targetsTsv(targets, strengths)], {
                  type: 'text/tab-separated-values',
                });
                saveFile(content, downloadName('targets.tsv', name));
              }}
            >
              {targetsText.download}
            </Button>
            {haveGuides ? <span className="quiet">{targetsText.chooseGuides}</span> : null}
          </div>
          <TargetsTable targets={targets} chosen={chosen} onChoose={setChosen} />
          {effect && effect.guides.length > 0 ? <GuidesTable effect={effect} strengths={strengths} /> : null}
        </>
      )}
    </>
  );
}

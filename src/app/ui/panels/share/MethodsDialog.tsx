/** The methods paragraph of the run on screen and the sources that it cites, to copy and to save. */
import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { methodsOf, methodsText } from '../../../../present/text/methods';
import { bibtex, numberedSources, ris } from '../../../../present/text/sources';
import { copyText, showScreen } from '../../../session/page/actions';
import { downloadName, saveFile } from '../../../session/share/exports';
import { finishedRun } from '../../../session/share/share';
import { useRun } from '../../../session/stores';
import { Dialog } from '../../kit/Dialog';
import { ScrollRegion } from '../../kit/blocks';
import { methodsTexts } from '../../text/methods';
import classes from './MethodsDialog.module.css';

const close = () => showScreen({ dialog: 'none' });

function save(content: string, name: string): void {
  saveFile(new Blob([content], { type: 'text/plain;charset=utf-8' }), downloadName(name));
}

export function MethodsDialog() {
  const result = useRun((run) => run.result);
  const truth = useRun((run) => run.truth);
  const [said, say] = useState('');
  // Of the run that has this result.
  const methods = useMemo(() => {
    const run = result && finishedRun();
    return run ? methodsOf({ ...run, truth }) : null;
  }, [result, truth]);
  const copy = async (content: string) =>
    say((await copyText(content)) ? methodsTexts.copied : methodsTexts.notCopied);
  return (
    <Dialog title={methodsTexts.title} size={760} onClose={close}>
      {methods ? (
        <>
          <p className={classes.what}>{methodsTexts.what}</p>
          <ScrollRegion className={classes.text} label={methodsTexts.title}>
            {methods.paragraphs.map((paragraph) => (
              <p key={paragraph}>{paragraph}</p>
            ))}
            <h3>Sources</h3>
            <ul>
              {numberedSources(methods.sources).map((source) => (
                <li key={source}>{source}</li>
              ))}
            </ul>
          </ScrollRegion>
          <div className={classes.foot}>
            <span className={classes.said} role="status">
              {said}
            </span>
            <Button variant="default" onClick={() => save(bibtex(methods.sources), 'sources.bib')}>
              BibTeX
            </Button>
            <Button variant="default" onClick={() => save(ris(methods.sources), 'sources.ris')}>
              RIS
            </Button>
            <Button variant="default" onClick={() => save(methodsText(methods), 'methods.txt')}>
              Download text
            </Button>
            <Button onClick={() => void copy(methodsText(methods))}>Copy</Button>
          </div>
        </>
      ) : (
        <p className={classes.what}>{methodsTexts.none}</p>
      )}
    </Dialog>
  );
}

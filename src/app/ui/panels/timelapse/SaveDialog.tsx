/** Saves the time-lapse as a GIF or a video: format, width and length are chosen, progress is shown, Cancel ends it. */
import { Button, CloseButton, Modal, Progress, useComputedColorScheme } from '@mantine/core';
import { useEffect, useId, useRef, useState } from 'react';
import { fileSize } from '../../../../present/text/format';
import type { TimeLapse } from '../../../../share/timeLapse';
import { showScreen } from '../../../session/page/actions';
import { saveText } from '../../text/timeLapse';
import { canEncodeVideo, lengths, saveTimeLapse, type VideoChoice, widths } from './saveVideo';
import classes from './TimeLapsePanel.module.css';
import { Segments } from '../../kit/Segments';

type State =
  | { readonly phase: 'choosing' }
  | { readonly phase: 'making'; readonly done: number; readonly of: number }
  | { readonly phase: 'ended'; readonly text: string };

const close = () => showScreen({ dialog: 'none' });

export function SaveDialog({ lapse }: { lapse: TimeLapse }) {
  const [choice, setChoice] = useState<VideoChoice>({ format: 'gif', width: 720, seconds: 10 });
  const [state, setState] = useState<State>({ phase: 'choosing' });
  const [hasVideo, setHasVideo] = useState<boolean | null>(null);
  const scheme = useComputedColorScheme('light');
  const making = useRef<AbortController | null>(null);
  useEffect(() => {
    void canEncodeVideo().then(setHasVideo);
    return () => making.current?.abort();
  }, []);
  const showProgress = (done: number, of: number) => setState({ phase: 'making', done, of });
  const save = async () => {
    const ending = new AbortController();
    making.current = ending;
    showProgress(0, lapse.frames.length + 1);
    try {
      const made = await saveTimeLapse(lapse, choice, scheme, showProgress, ending.signal);
      if (making.current !== ending) return;
      setState(
        made
          ? { phase: 'ended', text: saveText.done(made.name, fileSize(made.bytes)) }
          : { phase: 'choosing' },
      );
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      setState({ phase: 'ended', text: saveText.failed(detail) });
    }
  };
  const isMaking = state.phase === 'making';
  return (
    <Modal opened size={480} withCloseButton={false} padding={0} onClose={close}>
      <div className={classes.head}>
        <Modal.Title className={classes.title}>{saveText.title}</Modal.Title>
        <CloseButton aria-label="Close" onClick={close} />
      </div>
      <div className={classes.saveBody}>
        <p className="quiet">{saveText.what(lapse.frames.length + 1)}</p>
        <Choice
          label={saveText.format}
          hint={choice.format === 'gif' ? saveText.gifHint : saveText.webmHint}
          disabled={isMaking}
          data={[
            { value: 'gif', label: saveText.gif },
            { value: 'webm', label: saveText.webm, disabled: hasVideo !== true },
          ]}
          value={choice.format}
          onChange={(format) => setChoice({ ...choice, format: format === 'webm' ? 'webm' : 'gif' })}
        />
        {hasVideo === false ? <p className="quiet">{saveText.noWebm}</p> : null}
        <Choice
          label={saveText.size}
          hint={saveText.pixels}
          disabled={isMaking}
          data={widths.map((width) => ({ value: String(width), label: String(width) }))}
          value={String(choice.width)}
          onChange={(width) => setChoice({ ...choice, width: Number(width) })}
        />
        <Choice
          label={saveText.length}
          disabled={isMaking}
          data={lengths.map((seconds) => ({ value: String(seconds), label: `${seconds} s` }))}
          value={String(choice.seconds)}
          onChange={(seconds) => setChoice({ ...choice, seconds: Number(seconds) })}
        />
        <p role="status" className={classes.status}>
          {state.phase === 'ended' ? state.text : null}
        </p>
        {state.phase === 'making' ? (
          <Progress
            aria-label={saveText.progress(state.done + 1, state.of)}
            value={(100 * state.done) / state.of}
          />
        ) : null}
      </div>
      <div className={classes.foot}>
        {state.phase === 'making' ? (
          <>
            <span>{saveText.progress(state.done + 1, state.of)}</span>
            <Button
              variant="default"
              onClick={() => {
                making.current?.abort();
                making.current = null;
                setState({ phase: 'choosing' });
              }}
            >
              {saveText.cancel}
            </Button>
          </>
        ) : (
          <Button onClick={() => void save()}>{saveText.save}</Button>
        )}
      </div>
    </Modal>
  );
}

function Choice(props: {
  label: string;
  hint?: string;
  disabled: boolean;
  data: { value: string; label: string; disabled?: boolean }[];
  value: string;
  onChange: (value: string) => void;
}) {
  const label = useId();
  return (
    <div className={classes.choice}>
      <span id={label}>{props.label}</span>
      <Segments
        aria-labelledby={label}
        data={props.data}
        value={props.value}
        disabled={props.disabled}
        onChange={props.onChange}
      />
      <span className={classes.hint}>{props.hint}</span>
    </div>
  );
}

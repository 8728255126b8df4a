/** What is said while a run goes on. */
import type { Notice } from '../../session/state';
import { count } from '../../../present/text/numbers';
import { movedText } from '../../../present/text/device';
import { describeError } from './errors';
import type { ErrorText } from '../../../present/text/errorText';

export function describeNotice(notice: Notice): ErrorText {
  if (notice.tag === 'slowed') {
    return {
      title: 'The loss ran away, so training went back',
      why: `It was no longer a number; training goes on from step ${count(notice.step)} at half the step size.`,
      next: 'There is nothing to do. If it happens again, take fewer genes or look for extreme values in the file.',
    };
  }
  if (notice.tag === 'moved') {
    return {
      title: 'The graphics processor was lost',
      why: `Training goes on from step ${count(notice.step)} ${movedText(notice.device)}; what came after it is being learned again.`,
      next: 'There is nothing to do. If it happens again, choose “Processor” as the device on the Model page.',
    };
  }
  if (notice.tag !== 'recovered') return describeError(notice);
  return {
    title: 'The computation was restarted',
    why:
      notice.step > 0
        ? `It stopped answering and went on from step ${count(notice.step)}; what came after it is being learned again.`
        : 'It stopped answering before anything was saved, so it began again from the first step.',
    next: 'There is nothing to do.',
  };
}

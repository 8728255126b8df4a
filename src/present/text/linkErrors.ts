/** Why a link or a run file cannot be shown, and what helps. */
import type { LinkError, RunFileError } from '../../share/snapshot';
import { chooseAnother, type ErrorText } from './errorText';

export function linkError(error: LinkError | RunFileError): ErrorText {
  switch (error.tag) {
    case 'link-damaged':
      return {
        title: 'This link is damaged',
        why: 'It was cut or changed on its way: mail programs and chats shorten long links. What it held cannot be read.',
        next: 'Ask for it again, whole, or for the run file. What is on screen has nothing to do with it.',
      };
    case 'link-too-new':
      return {
        title: 'This link was made by a newer version',
        why: 'It holds something that this version does not know.',
        next: 'Reload the page to get the newest version. Where that does not help, ask for a link from the version that is here.',
      };
    case 'link-empty':
      return {
        title: 'There is no network in this link',
        why: 'The part after # is not one that Modulode makes.',
        next: 'Ask for the link again, whole. What is on screen has nothing to do with it.',
      };
    case 'run-file-damaged':
      return {
        title: `${error.file} is damaged`,
        why: 'It is a run file, but a part of it is missing or was changed.',
        next: 'Download it again, or ask for it again. What was on screen is still there.',
        action: chooseAnother,
      };
    case 'run-file-too-new':
      return {
        title: `${error.file} was saved by a newer version`,
        why: `It is written in version ${error.version} of the format, which this version does not know yet.`,
        next: 'Reload the page to get the newest version and open the file again.',
        action: chooseAnother,
      };
    case 'run-file-alien':
      return {
        title: `${error.file} is not a run file`,
        why: 'Its name says that it is one, but it holds something else.',
        next: 'Open the file that “Save run” wrote.',
        action: chooseAnother,
      };
    default:
      return error satisfies never;
  }
}

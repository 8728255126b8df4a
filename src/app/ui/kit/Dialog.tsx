/** An open dialog: its title, what stands beside it, a button that closes it, and its content from edge to edge. */
import { CloseButton, Modal, type ModalProps } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './Dialog.module.css';

export function Dialog(props: {
  title: string;
  size: NonNullable<ModalProps['size']>;
  onClose: () => void;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <Modal opened size={props.size} withCloseButton={false} padding={0} onClose={props.onClose}>
      <div className={classes.head}>
        <Modal.Title className={classes.title}>{props.title}</Modal.Title>
        {props.actions}
        <CloseButton aria-label="Close" onClick={props.onClose} />
      </div>
      {props.children}
    </Modal>
  );
}

/** A channel whose other side proceeds with every phase at once, and writes down what it is sent. */
import { DumontError, type FromRunner } from '@dumont/protocol';
import type { Channel } from '../channel.ts';

export interface RecordingChannel extends Channel {
  readonly sent: FromRunner[];
}

export function recordingChannel(onProceed: () => void = () => undefined): RecordingChannel {
  const sent: FromRunner[] = [];
  return {
    sent,
    send: (message) => {
      sent.push(message);
      return Promise.resolve();
    },
    receiveTask: () => Promise.reject(new DumontError('INTERNAL', 'no task is given here')),
    receiveProceed: () => {
      onProceed();
      return Promise.resolve();
    },
  };
}

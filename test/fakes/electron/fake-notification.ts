import type { Notification, NotificationConstructorOptions } from 'electron';
import { EventEmitter } from 'node:events';
import { createEvent } from './fake-event.ts';

type Used = 'show' | 'close';

/** `Notification` without a screen. */
export class FakeNotification extends EventEmitter implements Pick<Notification, Used> {
  static isSupported(): boolean {
    return true;
  }

  readonly options: NotificationConstructorOptions;
  isShown = false;

  constructor(options: NotificationConstructorOptions = {}) {
    super();
    this.options = options;
  }

  show(): void {
    this.isShown = true;
  }

  close(): void {
    this.isShown = false;
    this.emit('close', createEvent({}));
  }

  /** The user presses a button of it. */
  press(text: string): void {
    const actionIndex = (this.options.actions ?? []).findIndex((action) => action.text === text);
    if (actionIndex === -1) throw new Error(`the notification has no button "${text}"`);
    this.emit('action', createEvent({ actionIndex, selectionIndex: -1 }), actionIndex, -1);
  }
}

import type { Event } from 'electron';

/** An event as Electron hands it to listeners, with what they made of it. */
export type FakeEvent<Params extends object> = Event<Params> & { defaultPrevented: boolean };

/** Makes one. */
export function createEvent<Params extends object>(params: Params): FakeEvent<Params> {
  const event = {
    ...params,
    defaultPrevented: false,
    preventDefault: () => {
      event.defaultPrevented = true;
    },
  };
  return event;
}

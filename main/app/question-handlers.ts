import type { DownloadQueue } from '../queue/download-queue.ts';
import { CallError } from './call-error.ts';
import { changedInSteps } from './changed-in-steps.ts';
import type { Handlers } from './handlers.ts';

/** The handlers of what a blocked download asks. */
export function createQuestionHandlers(
  queue: DownloadQueue,
): Pick<Handlers, 'downloads.answer' | 'downloads.newLink' | 'downloads.timeline'> {
  return {
    'downloads.answer': ({ ids, answer }) => changedInSteps(queue, ids, (some) => queue.questions.answer(some, answer)),
    'downloads.newLink': ({ id, url }) => {
      const verdict = queue.questions.newLink(id, url);
      switch (verdict) {
        case 'taken':
          return null;
        case 'notFound':
          throw new CallError('call.notFound', String(id));
        case 'badLink':
          throw new CallError('call.badLink', '');
        case 'isRunning':
          throw new CallError('call.isRunning', String(id));
      }
    },
    'downloads.timeline': ({ id }) => {
      if (queue.get(id) === undefined) throw new CallError('call.notFound', String(id));
      return { entries: queue.timelineOf(id) };
    },
  };
}

import type { DownloadFacts } from '../../shared/details-calls.ts';
import { foreignHeaders } from '../../shared/foreign-headers.ts';
import type { ServerAnswer } from '../../shared/server-answer.ts';
import { forLog, withoutCredentials } from '../../shared/url.ts';
import type { DownloadQueue } from '../queue/download-queue.ts';
import type { Download } from '../store/download-record.ts';
import { CallError } from './call-error.ts';
import { changedInSteps } from './changed-in-steps.ts';
import { refuseCheck } from './check-handlers.ts';
import type { Handlers } from './handlers.ts';
import type { Clock } from './ports.ts';
import type { SpeedHistories } from './speed-history.ts';

type DetailsCalls =
  | 'view.details'
  | 'downloads.speed'
  | 'downloads.facts'
  | 'downloads.checksum'
  | 'downloads.change'
  | 'downloads.changeMirrors';

/** What a window shows instead of a value that may be a login. */
const HIDDEN_VALUE = '•••';

/** The handlers of the details of one download. */
export function createDetailsHandlers(
  queue: DownloadQueue,
  speeds: SpeedHistories,
  clock: Pick<Clock, 'monotonicMs'>,
): Pick<Handlers, DetailsCalls> {
  return {
    'view.details': ({ id }, context) => {
      context.watchDetails(id);
      return null;
    },
    'downloads.speed': ({ id }) => speeds.tell(id, clock.monotonicMs()),
    'downloads.facts': ({ id }) => {
      const download = queue.get(id);
      if (download === undefined) throw new CallError('call.notFound', String(id));
      return factsOf(download, queue.answerTo(id));
    },
    'downloads.checksum': async ({ id, algorithm }, { work }) => {
      const outcome = await queue.checks.checksum(id, algorithm, work);
      return outcome.kind === 'hashed' ? { hex: outcome.hex } : refuseCheck(id, outcome);
    },
    'downloads.changeMirrors': ({ id, add, remove }) => {
      const changed = queue.commands.changeMirrors(id, { add, remove });
      if (changed === null) throw new CallError('call.notFound', String(id));
      return { mirrors: changed.mirrors.map((link) => withoutCredentials(link)), refused: changed.refused };
    },
    'downloads.change': ({ ids, ...bounds }) =>
      changedInSteps(queue, ids, (some) => queue.commands.change(some, bounds)),
  };
}

function factsOf({ facts, headers, options, mirrors }: Download, answer: ServerAnswer | null): DownloadFacts {
  const harmless = new Set(foreignHeaders([...headers]));
  return {
    server:
      facts === null
        ? null
        : {
            finalUrl: forLog(facts.finalUrl),
            contentType: facts.contentType,
            ...facts.validators,
            acceptsRanges: facts.acceptsRanges,
            digest: facts.digest,
          },
    headers: headers.map((header) => (harmless.has(header) ? header : { name: header.name, value: HIDDEN_VALUE })),
    answer,
    connections: options.connections,
    limitBytesPerSecond: options.limitBytesPerSecond,
    checksum: options.checksum,
    mirrors: mirrors.map((link) => withoutCredentials(link)),
  };
}

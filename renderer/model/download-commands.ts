import type { CallName, OldFilePolicy, QueueMove } from '../../shared/contract.ts';
import type { NewDownloadInput } from '../../shared/new-download.ts';
import type { DownloadId, DownloadRow, Priority } from '../../shared/download.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { ERROR_WORDS, QUESTION_WORDS } from '../../shared/words.ts';
import type { Answer } from '../../shared/question.ts';
import { fill, plural, words } from '../format/words.ts';
import type { CallResult, CoreClient } from './core-client.ts';
import type { MessageStore } from './message-store.ts';
import { placeDownloads, type PlaceChange } from './place-change.ts';
import { problemText } from './problem-text.ts';
import type { RowAction } from './row-actions.ts';

/** What `add` was asked to do. */
export type AddRequest = { readonly downloads: readonly NewDownloadInput[]; readonly paused: boolean };

/** How long adding is followed. */
export type AddWatch = {
  /** So many have been sent. */
  readonly onProgress?: (done: number) => void;
  /** Stops, and takes what was added off the list again. */
  readonly signal?: AbortSignal;
};

/** What became of links that were to be added; `about` says where the words belong. */
export type AddOutcome =
  | { readonly kind: 'added' }
  /** It was stopped, and nothing is left of it. */
  | { readonly kind: 'takenBack' }
  | { readonly kind: 'refused'; readonly about: 'folder' | 'all'; readonly text: string };

/** Actions that need no dialog first. */
export type DirectAction = Extract<RowAction, 'open' | 'pause' | 'resume' | 'retry' | 'showInFolder' | 'copyLink'>;

/** The user's commands. What did not work is told as a message; nothing rejects. */
export type DownloadCommands = {
  /** Some of the links may have been refused, which is told as a message; whoever asked tells the rest. */
  readonly add: (request: AddRequest, watch?: AddWatch) => Promise<AddOutcome>;
  readonly run: (action: DirectAction, ids: readonly DownloadId[]) => Promise<void>;
  /** Opens a file that is a program, once the user said so. */
  readonly openProgram: (id: DownloadId) => Promise<void>;
  /** Puts a text on the clipboard and says `done`. */
  readonly copyText: (text: string, done: string) => Promise<void>;
  /** Answers the question of all of these that offer this answer. */
  readonly answer: (ids: readonly DownloadId[], answer: Answer) => Promise<void>;
  /** Goes on with another link to the same file; @returns why it was not taken, `null` when it was. */
  readonly takeNewLink: (row: Pick<DownloadRow, 'id' | 'name'>, url: string) => Promise<string | null>;
  /** Begins at the first byte; says what was left alone. */
  readonly restart: (ids: readonly DownloadId[], oldFile: OldFilePolicy) => Promise<void>;
  readonly remove: (ids: readonly DownloadId[], deleteFiles: boolean) => Promise<void>;
  /** Moves downloads in the order in which they start. */
  readonly move: (ids: readonly DownloadId[], to: QueueMove) => Promise<void>;
  readonly setPriority: (ids: readonly DownloadId[], priority: Priority) => Promise<void>;
  /** Changes names, folders and kinds; @returns why something did not work, `null` when all did. */
  readonly place: (ids: readonly DownloadId[], change: PlaceChange) => Promise<string | null>;
  /** Leaves files where they are that are to be moved or renamed. */
  readonly stopMove: (ids: readonly DownloadId[]) => Promise<void>;
  readonly pauseAll: () => Promise<void>;
  readonly resumeAll: () => Promise<void>;
};

/** Links per call: one transaction in the core, and little enough that progress is seen and can be stopped. */
const LINKS_PER_CALL = 1000;

export function createDownloadCommands(ports: {
  readonly client: CoreClient;
  readonly messages: MessageStore;
  /** The rows of these ids, from the list or asked from the core. */
  readonly rowsOf: (ids: readonly DownloadId[]) => Promise<readonly DownloadRow[]>;
  readonly writeClipboard: (text: string) => Promise<void>;
  /** The file is a program: the user decides whether it is opened (`openProgram`). */
  readonly askAboutProgram: (id: DownloadId) => void;
  /** Shows the list in the order in which downloads start; `null` when it is shown so already. */
  readonly showQueueOrder: () => (() => void) | null;
}): DownloadCommands {
  const { client, messages } = ports;

  /** Tells what did not work; @returns the value of a call that did. */
  function settle<Value>(result: CallResult<Value>): Value | undefined {
    if (result.ok) return result.value;
    messages.warn(problemText(result));
    return undefined;
  }

  async function changeState(
    name: Extract<CallName, 'downloads.pause' | 'downloads.resume' | 'downloads.retry'>,
    ids: readonly DownloadId[],
  ): Promise<void> {
    if (ids.length > 0) settle(await client.call(name, { ids: [...ids] }));
  }

  async function copyLinks(ids: readonly DownloadId[]): Promise<void> {
    const rows = await ports.rowsOf(ids);
    if (rows.length === 0) return;
    await copyText(rows.map((row) => row.url).join('\n'), plural(words.messages.copied, rows.length));
  }

  async function copyText(text: string, done: string): Promise<void> {
    try {
      await ports.writeClipboard(text);
      messages.inform(done);
    } catch {
      messages.warn(words.messages.copyFailed); // The browser refuses without focus or permission.
    }
  }

  async function open(id: DownloadId, confirmed: boolean): Promise<void> {
    const result = await client.call('downloads.open', { id, confirmed });
    if (!result.ok && result.code === 'call.isProgram') ports.askAboutProgram(id);
    else settle(result);
  }

  async function undoRemove(ids: readonly DownloadId[]): Promise<void> {
    const answer = settle(await client.call('downloads.undoRemove', { ids: [...ids] }));
    if (answer !== undefined) messages.announce(plural(words.messages.cameBack, answer.ids.length));
  }

  return {
    copyText,
    openProgram: (id) => open(id, true),
    async add(request, watch = {}) {
      const added: DownloadId[] = [];
      let refused = 0;
      for (let start = 0; start < request.downloads.length; start += LINKS_PER_CALL) {
        if (watch.signal?.aborted === true) {
          if (added.length > 0) settle(await client.call('downloads.remove', { ids: added, deleteFiles: true }));
          return { kind: 'takenBack' };
        }
        watch.onProgress?.(start);
        const result = await client.call('downloads.add', {
          downloads: request.downloads.slice(start, start + LINKS_PER_CALL),
          paused: request.paused,
        });
        if (!result.ok) {
          const about = result.code === 'call.folderNotAbsolute' ? 'folder' : 'all';
          return { kind: 'refused', about, text: problemText(result) };
        }
        added.push(...result.value.ids.filter((id) => id !== null));
        const [first] = result.value.refused;
        refused += result.value.refused.length;
        if (first !== undefined) {
          messages.warn(plural(words.messages.refused, refused, { what: ERROR_WORDS[first.code].what }));
        }
      }
      messages.announce(plural(words.messages.added, added.length));
      return { kind: 'added' };
    },
    async run(action, ids) {
      const [first] = ids;
      if (first === undefined) return;
      switch (action) {
        case 'pause':
          return await changeState('downloads.pause', ids);
        case 'resume':
          return await changeState('downloads.resume', ids);
        case 'retry':
          return await changeState('downloads.retry', ids);
        case 'open':
          return await open(first, false);
        case 'showInFolder':
          settle(await client.call('downloads.showInFolder', { id: first }));
          return;
        case 'copyLink':
          return await copyLinks(ids);
        default:
          assertNever(action);
      }
    },
    async answer(ids, answer) {
      if (ids.length === 0) return;
      const result = settle(await client.call('downloads.answer', { ids: [...ids], answer }));
      if (result?.changed === 0) messages.warn(QUESTION_WORDS.nothingToAnswer);
      else if (result !== undefined) messages.announce(plural(QUESTION_WORDS.answered, result.changed));
    },
    async takeNewLink({ id, name }, url) {
      const result = await client.call('downloads.newLink', { id, url });
      if (!result.ok) return result.code === 'call.badInput' ? QUESTION_WORDS.newLink.notOne : problemText(result);
      messages.inform(fill(QUESTION_WORDS.newLink.taken, { name }));
      return null;
    },
    async move(ids, to) {
      if (ids.length === 0) return;
      const answer = settle(await client.call('downloads.move', { ids: [...ids], to }));
      // In a list of another order nothing would be seen of it.
      const show = ports.showQueueOrder();
      if (answer === undefined || answer.changed === 0 || show === null) return;
      messages.inform(words.queue.moved, { label: words.queue.showOrder, run: show });
    },
    async setPriority(ids, priority) {
      if (ids.length > 0) settle(await client.call('downloads.setPriority', { ids: [...ids], priority }));
    },
    async restart(ids, oldFile) {
      if (ids.length === 0) return;
      const answer = settle(await client.call('downloads.restart', { ids: [...ids], oldFile }));
      if (answer === undefined) return;
      if (answer.changed < ids.length) messages.warn(QUESTION_WORDS.restart.leftAlone);
      else messages.announce(plural(QUESTION_WORDS.restart.done, answer.changed));
    },
    async remove(ids, deleteFiles) {
      if (ids.length === 0) return;
      const answer = settle(await client.call('downloads.remove', { ids: [...ids], deleteFiles }));
      if (answer === undefined) return;
      const told = plural(words.messages.removed, answer.changed);
      if (deleteFiles) messages.announce(told);
      else messages.inform(told, { label: words.messages.undo, run: () => void undoRemove(ids) });
    },
    place: (ids, change) => placeDownloads(ports, ids, change),
    async stopMove(ids) {
      if (ids.length > 0) settle(await client.call('downloads.stopMove', { ids: [...ids] }));
    },
    async pauseAll() {
      settle(await client.call('downloads.pauseAll', {}));
    },
    async resumeAll() {
      settle(await client.call('downloads.resumeAll', {}));
    },
  };
}

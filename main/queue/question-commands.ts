import type { DownloadId } from '../../shared/download.ts';
import type { Answer } from '../../shared/question.ts';
import { parseLink } from '../../shared/url.ts';
import type { Clock } from '../app/ports.ts';
import type { CertificateStore } from '../store/certificate-store.ts';
import type { Download } from '../store/download-record.ts';
import { answerOutcome, certificateAsked, type AnswerOutcome } from './answer-outcome.ts';
import type { CommandTurn } from './command-turn.ts';
import type { DownloadTable } from './download-table.ts';
import { mayTakeNewLink, withNewLink } from './new-link.ts';
import type { TransferSupervisor } from './transfer-supervisor.ts';

export type QuestionCommandsInput = {
  readonly table: DownloadTable;
  readonly turn: CommandTurn;
  readonly supervisor: TransferSupervisor;
  readonly clock: Clock;
  readonly certificates: CertificateStore;
  /** Takes downloads off the list; their files stay. Says how many those were. @throws StoreError */
  readonly remove: (ids: readonly DownloadId[]) => number;
  /** Files were listed to be deleted. */
  readonly cleanFiles: () => void;
};

/** `isRunning`: the link can be exchanged only while nothing works for the download. */
export type NewLinkVerdict = 'taken' | 'notFound' | 'badLink' | 'isRunning';

/** What a user can say to downloads that ask, or that have lost their link. Each commits before it returns. */
export class QuestionCommands {
  readonly #input: QuestionCommandsInput;

  constructor(input: QuestionCommandsInput) {
    this.#input = input;
  }

  /**
   * Answers what downloads ask; those that do not ask, or offer no such answer, stay as they are. Who trusts a
   * certificate is not asked about it again: all that wait for it go on.
   * @throws StoreError
   */
  answer(ids: Iterable<DownloadId>, answer: Answer): number {
    const removed: DownloadId[] = [];
    const nowMs = this.#input.clock.nowMs();
    const asked = answer === 'trust' ? this.#withSameCertificate(ids) : ids;
    const changed = this.#input.turn.changeEach(asked, (download) => {
      const outcome = answerOutcome(download, answer, nowMs);
      if (outcome === null) return false;
      if (outcome.kind === 'remove') {
        removed.push(download.id);
        return false;
      }
      this.#apply(download, answer, outcome);
      return true;
    });
    return changed + this.#input.remove(removed);
  }

  /**
   * Exchanges the link of a download that does not run, and queues it. What came by the old link is kept.
   * @throws StoreError
   */
  newLink(id: DownloadId, input: string): NewLinkVerdict {
    const download = this.#input.table.get(id);
    if (download === undefined) return 'notFound';
    const link = parseLink(input);
    if (!link.ok) return 'badLink';
    if (!mayTakeNewLink(download, this.#input.supervisor.isRunning(id))) return 'isRunning';
    this.#input.turn.changeEach([id], () => {
      this.#input.turn.note(id, 'newLink', link.host);
      this.#input.table.change(id, withNewLink(download, link.url));
      return true;
    });
    return 'taken';
  }

  #withSameCertificate(ids: Iterable<DownloadId>): Set<DownloadId> {
    const asked = new Set(ids);
    const certificates = new Set(Array.from(asked, (id) => certificateAsked(this.#input.table.get(id))));
    for (const id of this.#input.table.idsIn('blocked')) {
      const certificate = certificateAsked(this.#input.table.get(id));
      if (certificate !== null && certificates.has(certificate)) asked.add(id);
    }
    return asked;
  }

  #apply(download: Download, answer: Answer, outcome: Exclude<AnswerOutcome, { kind: 'remove' }>): void {
    this.#input.turn.note(download.id, 'answered', answer);
    switch (outcome.kind) {
      case 'trust': {
        const { exception } = outcome;
        this.#input.certificates.add(exception);
        this.#input.turn.note(download.id, 'certificateTrusted', `${exception.host}:${exception.port}`);
        break;
      }
      case 'finish':
        this.#input.supervisor.finish(download);
        break;
      case 'change':
        this.#input.table.addLeftovers(outcome.leftovers ?? []);
        this.#input.table.afterCommit(() => this.#input.cleanFiles());
        break;
    }
    this.#input.table.change(download.id, outcome.patch);
  }
}

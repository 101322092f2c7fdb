import * as z from 'zod';
import type { DownloadId } from './download.ts';
import type { DownloadErrorCode } from './download-error.ts';
import type { DownloadStateKind } from './download-state.ts';
import { hostChoicesSchema, type HostChoices } from './host-choices.ts';
import { lazy } from './lazy.ts';
import { headerSchema } from './new-download.ts';

/** The calls about links that are not on the list yet: what the "Add" dialog asks. */

/** As many links as one `links.known` takes; a window asks about longer lists in pieces. */
const MAX_KNOWN_LINKS = 10_000;

const link = lazy(() => z.string().max(20_000));

export const linkCallInputs = {
  /** Asks the server of a link what it leads to (`docs/decisions/looking-at-links.md`). Answered in any order. */
  'links.inspect': () => z.object({ url: link(), headers: z.array(headerSchema()).max(100).default([]) }),
  /** What this window asked with `links.inspect` and was not answered is not wanted any more. */
  'links.stopInspecting': () => z.object({}),
  /** Which of these links are on the list already. */
  'links.known': () => z.object({ urls: z.array(link()).max(MAX_KNOWN_LINKS) }),
  /** What was chosen for a host the last time. */
  'links.choices': () => z.object({ host: z.string().max(300) }),
  'links.rememberChoices': () => z.object({ host: z.string().min(1).max(300), choices: hostChoicesSchema() }),
} as const;

export type LinkCallOutputs = {
  'links.inspect': InspectedLink;
  'links.stopInspecting': null;
  /** `known[i]` belongs to `urls[i]`; `null` where the list has no such link. The newest one when it has several. */
  'links.known': { readonly known: readonly (KnownLink | null)[] };
  'links.choices': { readonly choices: HostChoices | null };
  'links.rememberChoices': null;
};

/** A download of the same link. */
export type KnownLink = { readonly id: DownloadId; readonly name: string; readonly state: DownloadStateKind };

/** What a link leads to. */
export type InspectedLink =
  | {
      readonly kind: 'file';
      /** As it would be saved. */
      readonly name: string;
      /** Where the answer came from, after redirects. */
      readonly host: string;
      /** `null` when the server does not tell. */
      readonly sizeBytes: number | null;
      readonly contentType: string | null;
      /** Whether a pause would keep the bytes; `null` when the server did not tell. */
      readonly resumable: boolean | null;
    }
  /** It would not work now; the words stand under the code. */
  | { readonly kind: 'refused'; readonly code: DownloadErrorCode }
  /**
   * It is asked when it starts: the setting is off, the server wants to be left alone, it did not tell without a GET that
   * could use the link up, or the question was taken back.
   */
  | { readonly kind: 'notAsked' };

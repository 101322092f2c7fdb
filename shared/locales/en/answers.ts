import type { Answer, QuestionCode } from '../../question.ts';

/** An answer as a button says it, and what it does in one sentence. */
export type AnswerWords = { readonly label: string; readonly what: string };

/** What most answers say. */
export const COMMON_ANSWER_WORDS: Readonly<Record<Answer, AnswerWords>> = {
  retry: { label: 'Try again', what: 'Tries the same again. What has arrived is kept.' },
  restart: { label: 'Start again', what: 'Gives up what has arrived and begins at the first byte.' },
  keepBoth: {
    label: 'Keep both',
    what: 'Keeps what has arrived as a file of its own and fetches the new one beside it.',
  },
  newLink: { label: 'New link…', what: 'Takes another link to the same file. What has arrived is kept.' },
  trust: {
    label: 'Trust…',
    what: 'Accepts exactly this certificate from this server for a while. It is listed in the settings.',
  },
  allow: { label: 'Allow', what: 'Follows the link to the insecure address, this time.' },
  accept: { label: 'Keep as it is', what: 'Keeps the file as it came.' },
  rename: { label: 'Add a number', what: 'Saves the new file with a number in its name.' },
  overwrite: { label: 'Replace', what: 'Replaces the file that is there with the new one.' },
  skip: { label: 'Skip', what: 'Leaves the file that is there and does not download this one.' },
  leave: { label: 'Leave it where it is', what: 'The file stays in its folder, under its name.' },
  cancel: { label: 'Remove', what: 'Takes the download off the list.' },
};

/** Where the common words would leave open what is meant. */
export const SPECIAL_ANSWER_WORDS = {
  'server.htmlInstead accept': { label: 'Save the page', what: 'Saves the web page as the file.' },
  'link.otherFile newLink': {
    label: 'Another link…',
    what: 'Takes another link to the same file. What has arrived is kept.',
  },
  'link.otherFile restart': {
    label: 'Fetch this one',
    what: 'Gives up what has arrived and fetches the file that the new link leads to.',
  },
  'checksum.mismatch retry': {
    label: 'Fetch again',
    what: 'Fetches the file again. Pieces that are proved by checksums of their own are kept.',
  },
  'checksum.mismatch accept': {
    label: 'Keep anyway',
    what: 'Keeps the file although its checksum is not the expected one.',
  },
  'checksum.unavailable accept': { label: 'Keep unchecked', what: 'Keeps the file without comparing its checksum.' },
  'move.nameTaken rename': { label: 'Add a number', what: 'Brings the file there, with a number in its name.' },
  'move.failed retry': { label: 'Try again', what: 'Tries again to bring the file there.' },
  'move.nameTaken retry': { label: 'Try again', what: 'Tries again to bring the file there.' },
} as const satisfies Partial<Record<`${QuestionCode} ${Answer}`, AnswerWords>>;

/** The dialogs that some answers lead to. */
export const QUESTION_WORDS = {
  restart: {
    title: { one: 'Start again from the beginning?', other: 'Start {count} downloads again from the beginning?' },
    body: 'The file is fetched from its first byte.',
    givesUp: 'What has arrived ({size}) is given up, and the file is fetched from its first byte.',
    oldFile: 'The complete file',
    keep: 'Keep the complete file; the new one gets a number',
    replace: 'Replace it when the new one is complete',
    submit: 'Start again',
    done: { one: 'Started {count} download again', other: 'Started {count} downloads again' },
    leftAlone: 'What runs was left alone. Pause it first.',
  },
  newLink: {
    title: 'New link to the same file',
    field: 'New link',
    placeholder: 'https://…',
    body: 'Sluice compares size and content with what has arrived before it goes on.',
    held: '{size} have arrived and are kept.',
    submit: 'Use this link',
    notOne: 'Paste one link that starts with http:// or https://.',
    offer: 'Is this the new link for “{name}”?',
    accept: 'Use as its new link',
    drop: 'Drop to use as the new link for “{name}”',
    taken: 'Sluice compares the new link with what has arrived of “{name}”.',
  },
  trust: {
    title: 'Trust this certificate?',
    body: 'Someone who poses as the server could read and change what is sent. Compare the SHA-256 with one that you got from the server’s owner.',
    host: 'Server',
    subject: 'Issued to',
    issuer: 'Signed by',
    valid: 'Valid',
    validFromTo: '{from} to {to}',
    sha256: 'SHA-256',
    unknown: 'The certificate is not known yet. Try again, then decide.',
    submit: 'Trust for this server',
    notShown: {
      one: '{count} more download asks about a certificate that is not shown; it is asked again.',
      other: '{count} more downloads ask about certificates that are not shown; they are asked again.',
    },
  },
  program: {
    title: 'Open this program?',
    body: 'Programs from the web can do anything that you can. Open it only if you trust where it came from.',
    from: 'From',
    submit: 'Open',
  },
  answered: { one: 'Answered for {count} download', other: 'Answered for {count} downloads' },
  nothingToAnswer: 'That question is not open any more.',
} as const;

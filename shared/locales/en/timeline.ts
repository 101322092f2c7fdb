import type { TimelineNote } from '../../timeline.ts';

/** Words for the decisions in a timeline. */
export const NOTE_WORDS: Readonly<Record<TimelineNote, string>> = {
  moreRequests: 'Further requests that are not listed',
  proxied: 'Went through a proxy',
  redirected: 'The server sent Sluice to another address',
  continuedByValidator: 'Goes on: the server says that the file is the same',
  continuedByOverlap: 'Goes on: bytes that were here already came again and are equal',
  ifRangeIgnored: 'The server ignores conditions, so Sluice compared the file’s marks itself',
  unstableEtag: 'The server marks the file differently each time, though its bytes are equal',
  restarted: 'Begins again at the first byte',
  noRanges: 'The server cannot send parts of the file',
  fewerConnections: 'The server refused more connections, so Sluice uses fewer',
  slowConnectionReplaced: 'A slow connection was replaced',
  backToOriginalLink: 'Went back to the original link',
  newLink: 'Got a new link',
  newLinkAccepted: 'The new link leads to the same file',
  hostAsksToWait: 'The server asks to wait',
  offline: 'This computer lost its connection',
  online: 'The connection is back',
  certificateTrusted: 'Used a certificate that you trust',
  insecureRedirectAllowed: 'Followed an insecure address because you allowed it',
  decoded: 'The server sent the file compressed; Sluice unpacked it',
  damagedBlocks: 'Found damaged places in the file',
  repairing: 'Fetches the damaged places again',
  verified: 'The file was checked',
  answered: 'You answered',
  startedAgain: 'You started it again from the first byte',
  otherMirror: 'Tries another link to the same file',
  mirrorsNamed: 'The server names other places of the file',
  metalinkFollowed: 'The link led to a Metalink: the files that it names are fetched',
  mirrorJoined: 'The file comes from this host as well',
  mirrorDropped: 'This host is not used any more',
  mirrorsDisagree: 'What several hosts sent does not match the checksum: the file is fetched from one alone',
  badPiece: 'A piece does not match its checksum and is fetched again',
  bytesByHost: 'Bytes from each host',
  recovered: 'Taken up from an unfinished file',
};

/** The other texts of a timeline. */
export const TIMELINE_WORDS = {
  wholeFile: 'the whole file',
  noAnswer: 'no answer',
  notWanted: 'closed by Sluice: not needed any more',
  /** Of a request that asks for the file only if it is still the same. */
  conditional: '{range}, if unchanged',
  held: '{state}, {size} on disk',
  request: '{method} {address} ({range}) → {outcome}, {milliseconds} ms',
  because: '{what}. {why}',
  detailed: '{what} ({detail})',
  note: '{note}: {detail}',
} as const;

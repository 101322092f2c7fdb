import { BEHAVIOURS, type BehaviourName } from '../support/fault-behaviours.ts';
import type { FaultFile } from '../support/fault-server.ts';

/** One trial: what the link serves, and for a resume what it served before. */
export type FaultCase = {
  readonly title: string;
  readonly behaviour: BehaviourName;
  readonly file: FaultFile;
  readonly connections: number;
  /** First stopped half way, while the server was well-behaved. */
  readonly resumes: boolean;
};

const MIB = 2 ** 20;
const SIZE = 6 * MIB;
const TUESDAY = 'Tue, 20 Oct 2015 07:28:00 GMT';

/** Every behaviour by name, from the first byte on. */
export const FRESH_CASES: readonly FaultCase[] = Object.keys(BEHAVIOURS)
  // Those that wait for a test's word never end by themselves; and a file with another byte is just another file.
  .filter((name) => !/hold/iu.test(name) && name !== 'oneByteExchanged')
  .map((name) => ({
    title: name,
    // `Object.keys` forgets that these are the names.
    behaviour: name as BehaviourName,
    file: { seed: 1, size: SIZE, pieceBytes: 256 * 1024 },
    connections: 4,
    resumes: false,
  }));

/** What a server may have become meanwhile. */
export const RESUME_CASES: readonly FaultCase[] = [
  resume('answers as before', 'good', {}),
  resume('the file changed: same size, new ETag and date', 'good', { seed: 2, etag: '"2"', lastModified: TUESDAY }),
  resume('the file changed: same size, no validators at all', 'good', { seed: 2, etag: '', lastModified: '' }),
  resume('the file changed: same size, weak ETag only', 'good', { seed: 2, etag: 'W/"2"', lastModified: '' }),
  resume('the file changed: longer', 'good', { seed: 2, size: SIZE + 1000, etag: '"2"', lastModified: TUESDAY }),
  resume('the file changed: shorter than what is there', 'good', {
    seed: 2,
    size: MIB,
    etag: '"2"',
    lastModified: TUESDAY,
  }),
  resume('the file changed and If-Range is ignored', 'changedUnnoticed', { seed: 2 }),
  resume('the ETag differs but the bytes are the same', 'good', { etag: '"other"' }),
  resume('validators are gone, the bytes are the same', 'good', { etag: '', lastModified: '' }),
  resume('any If-Range is answered with 200', 'ifRangeIgnored', {}),
  resume('ranges are ignored (200)', 'noRanges', {}),
  resume('ranges start one byte late and say so', 'wrongStart', {}),
  resume('ranges come without Content-Range', 'missingContentRange', {}),
  resume('the link has expired (403)', 'status', { status: 403 }),
  resume('the server is gone for good (410)', 'status', { status: 410 }),
];

function resume(title: string, behaviour: BehaviourName, file: FaultFile): FaultCase {
  return { title, behaviour, file: { seed: 1, size: SIZE, ...file }, connections: 1, resumes: true };
}

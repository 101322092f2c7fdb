import { useId, useRef, useState } from 'react';
import {
  CHECKSUM_ALGORITHMS,
  CHECKSUM_HEX_DIGITS,
  type Checksum,
  type ChecksumAlgorithm,
  type DownloadRow,
} from '../../shared/download.ts';
import type { WorkProgress } from '../../shared/work-progress.ts';
import { DETAILS_WORDS } from '../../shared/words.ts';
import { Icon } from '../components/icon.tsx';
import { Problem } from '../components/problem.tsx';
import { ReadProgressLine } from '../components/work-progress.tsx';
import { ALGORITHM_NAMES } from '../format/checksum-text.ts';
import { fill } from '../format/words.ts';
import { problemText } from '../model/problem-text.ts';
import { useDownloadFacts } from './use-download-facts.ts';
import { useWindowModel } from './window-model-context.ts';

type Computed =
  | { readonly kind: 'none' }
  | { readonly kind: 'running'; readonly progress: WorkProgress | null }
  | { readonly kind: 'done'; readonly checksum: Checksum }
  | { readonly kind: 'failed'; readonly text: string };

/** The checksum of a finished file, and whether it is the one that was published. */
export function ChecksumView({ row }: { readonly row: DownloadRow }) {
  const texts = DETAILS_WORDS.checksum;
  const { client, commands } = useWindowModel();
  const facts = useDownloadFacts(row);
  const known = facts.kind === 'ready' ? (facts.value.checksum ?? facts.value.server?.digest ?? null) : null;
  const [chosen, setChosen] = useState<ChecksumAlgorithm | null>(null);
  const [expected, setExpected] = useState('');
  const [computed, setComputed] = useState<Computed>({ kind: 'none' });
  const reading = useRef<AbortController | null>(null);
  const id = useId();
  const wanted = toHex(expected);
  const algorithm = chosen ?? algorithmOf(wanted) ?? known?.algorithm ?? 'sha256';

  async function compute(): Promise<void> {
    const controller = new AbortController();
    reading.current = controller;
    setComputed({ kind: 'running', progress: null });
    const watch = {
      signal: controller.signal,
      onProgress: (progress: WorkProgress) => setComputed({ kind: 'running', progress }),
    };
    const result = await client.call('downloads.checksum', { id: row.id, algorithm }, watch);
    if (result.ok) setComputed({ kind: 'done', checksum: { algorithm, hex: result.value.hex } });
    else if (result.code === 'call.cancelled') setComputed({ kind: 'none' });
    else setComputed({ kind: 'failed', text: problemText(result) });
  }

  return (
    <section className="details-part">
      <h2>{texts.title}</h2>
      <p className="hint">{texts.body}</p>
      <div className="checksum-form">
        <label className="visually-hidden" htmlFor={`${id}-expected`}>
          {texts.expected}
        </label>
        <input
          id={`${id}-expected`}
          type="text"
          className="text-line fact-code"
          placeholder={texts.expected}
          value={expected}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            setExpected(event.target.value);
            setChosen(null);
          }}
        />
        <select
          className="select"
          aria-label={texts.algorithm}
          value={algorithm}
          onChange={(event) => {
            setChosen(CHECKSUM_ALGORITHMS.find((name) => name === event.target.value) ?? null);
          }}
        >
          {CHECKSUM_ALGORITHMS.map((name) => (
            <option key={name} value={name}>
              {ALGORITHM_NAMES[name]}
            </option>
          ))}
        </select>
        <button type="button" className="button" disabled={computed.kind === 'running'} onClick={() => void compute()}>
          {wanted === '' ? texts.compute : texts.compare}
        </button>
      </div>
      {computed.kind === 'running' ? (
        <ReadProgressLine
          label={texts.computing}
          progress={computed.progress}
          onCancel={() => reading.current?.abort()}
        />
      ) : null}
      <div aria-live="polite">
        {computed.kind === 'done' ? (
          <>
            <p className="checksum-result">
              <span className="selectable fact-code">{computed.checksum.hex}</span>
              <button
                type="button"
                className="small-button"
                onClick={() => void commands.copyText(computed.checksum.hex, texts.copied)}
              >
                <Icon name="copies" />
                {texts.copy}
              </button>
            </p>
            <Comparison computed={computed.checksum} wanted={wanted} known={known} />
          </>
        ) : null}
      </div>
      {computed.kind === 'failed' ? <Problem text={computed.text} /> : null}
    </section>
  );
}

/** Whether it is what was pasted or, when nothing was, what was known before. */
function Comparison(props: { readonly computed: Checksum; readonly wanted: string; readonly known: Checksum | null }) {
  const texts = DETAILS_WORDS.checksum;
  const { computed, wanted, known } = props;
  const other = wanted !== '' ? wanted : known?.algorithm === computed.algorithm ? known.hex : null;
  if (other === null) return null;
  const isSame = other === computed.hex;
  const name = ALGORITHM_NAMES[computed.algorithm];
  return (
    <p className={isSame ? 'check-line check-intact' : 'check-line check-damaged'}>
      <Icon name={isSame ? 'completed' : 'alert'} />
      {fill(isSame ? texts.same : texts.different, { algorithm: name })}
    </p>
  );
}

/** What was pasted may be a whole line of a checksum file, or grouped by blanks or colons. */
function toHex(text: string): string {
  const plain = text.trim().toLowerCase();
  const inLine = /(?<![0-9a-f])[0-9a-f]{32,128}(?![0-9a-f])/u.exec(plain)?.[0];
  return inLine ?? plain.replaceAll(/[\s:]/gu, '');
}

/** The usual algorithm of so many digits. */
function algorithmOf(hex: string): ChecksumAlgorithm | null {
  const usual: readonly ChecksumAlgorithm[] = ['sha256', 'sha512', 'md5', 'sha1', 'sha224', 'sha384'];
  return usual.find((name) => CHECKSUM_HEX_DIGITS[name] === hex.length) ?? null;
}

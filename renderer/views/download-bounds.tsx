import { useId, useState } from 'react';
import type { CallInput } from '../../shared/contract.ts';
import type { DownloadRow } from '../../shared/download.ts';
import { DETAILS_WORDS } from '../../shared/words.ts';
import { Problem } from '../components/problem.tsx';
import { problemText } from '../model/problem-text.ts';
import { useDownloadFacts } from './use-download-facts.ts';
import { useWindowModel } from './window-model-context.ts';

type Bounds = Omit<CallInput<'downloads.change'>, 'ids'>;

const MEGABYTE = 1_000_000;

/** Connections and limit of this download alone; both hold at once, also for one that runs. */
export function DownloadBounds({ row }: { readonly row: DownloadRow }) {
  const texts = DETAILS_WORDS.bounds;
  const { client } = useWindowModel();
  const facts = useDownloadFacts(row);
  const [problem, setProblem] = useState<string | null>(null);
  if (facts.kind !== 'ready') return null;
  const { connections, limitBytesPerSecond } = facts.value;

  async function apply(bounds: Bounds): Promise<void> {
    const result = await client.call('downloads.change', { ids: [row.id], ...bounds });
    setProblem(result.ok ? null : problemText(result));
  }

  return (
    <div className="bounds">
      <BoundField
        key={`connections ${connections}`}
        label={texts.connections}
        unit=""
        value={connections === null ? '' : String(connections)}
        placeholder={texts.asSettings}
        read={(text) => readNumber(text, { scale: 1, least: 1, most: 32 })}
        onTake={(value) => void apply({ connections: value })}
        onRefuse={() => {
          setProblem(texts.wrongConnections);
        }}
      />
      <BoundField
        key={`limit ${limitBytesPerSecond}`}
        label={texts.limit}
        unit={texts.megabytes}
        value={limitBytesPerSecond === null || limitBytesPerSecond === 0 ? '' : String(limitBytesPerSecond / MEGABYTE)}
        placeholder={texts.noLimit}
        read={(text) => readNumber(text, { scale: MEGABYTE, least: 0, most: Number.MAX_SAFE_INTEGER })}
        onTake={(value) => void apply({ limitBytesPerSecond: value })}
        onRefuse={() => {
          setProblem(texts.wrongLimit);
        }}
      />
      {problem === null ? null : <Problem text={problem} />}
    </div>
  );
}

/** A field whose text is taken by Enter or by leaving it: half a number must not apply. Empty is no choice. */
function BoundField(props: {
  readonly label: string;
  readonly unit: string;
  readonly value: string;
  readonly placeholder: string;
  readonly read: (text: string) => number | null | undefined;
  readonly onTake: (value: number | null) => void;
  readonly onRefuse: () => void;
}) {
  const [text, setText] = useState(props.value);
  const id = useId();

  function take(): void {
    if (text.trim() === props.value) return;
    const value = props.read(text.trim());
    if (value === undefined) props.onRefuse();
    else props.onTake(value);
  }

  return (
    <span className="bound">
      <label htmlFor={id}>{props.label}</label>
      <span className="number-field">
        <input
          id={id}
          type="text"
          inputMode="decimal"
          className="text-line"
          value={text}
          placeholder={props.placeholder}
          autoComplete="off"
          onChange={(event) => {
            setText(event.target.value);
          }}
          onBlur={take}
          onKeyDown={(event) => {
            if (event.key === 'Enter') take();
          }}
        />
        {props.unit === '' ? null : <span className="number-unit">{props.unit}</span>}
      </span>
    </span>
  );
}

/** @returns `null` for an empty text, `undefined` for one that is no such number. */
function readNumber(
  text: string,
  { scale, least, most }: { readonly scale: number; readonly least: number; readonly most: number },
): number | null | undefined {
  if (text === '') return null;
  if (!/^\d+(?:[.,]\d+)?$/u.test(text)) return undefined;
  const value = Math.round(Number(text.replace(',', '.')) * scale);
  const isExact = scale > 1 || /^\d+$/u.test(text);
  return isExact && value >= least && value <= most ? value : undefined;
}

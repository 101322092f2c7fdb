import { useEffect, useState } from 'react';
import type { DownloadId } from '../../shared/download.ts';
import { DETAILS_WORDS } from '../../shared/words.ts';
import { curveOf, niceTop } from '../components/curve.ts';
import { Segmented } from '../components/segmented.tsx';
import { useReadable } from '../components/use-readable.ts';
import { formats } from '../format/window-formats.ts';
import { fill } from '../format/words.ts';
import { useWindowModel } from './window-model-context.ts';

type Subject = 'download' | 'total';
type Span = 'minute' | 'life';

const MINUTE_SAMPLES = 60;

/** How fast this download, or all together, were: over the last minute, or over all the time in which they ran. */
export function SpeedView({ id }: { readonly id: DownloadId }) {
  const texts = DETAILS_WORDS.speed;
  const { speeds } = useWindowModel();
  const [subject, setSubject] = useState<Subject>('download');
  const [span, setSpan] = useState<Span>('minute');
  useEffect(() => {
    speeds.watch(id);
    return () => {
      speeds.watch(null);
    };
  }, [speeds, id]);
  const own = useReadable(speeds.watched);
  const total = useReadable(speeds.total);
  const history = subject === 'download' ? own : total;
  const values = history?.[span] ?? [];
  const everyMs = span === 'minute' ? 1000 : (history?.lifeEveryMs ?? 1000);
  return (
    <>
      <div className="graph-head">
        <Segmented
          label={texts.of}
          value={subject}
          options={[
            { value: 'download', label: texts.download },
            { value: 'total', label: texts.total },
          ]}
          onChoose={setSubject}
        />
        <Segmented
          label={texts.over}
          value={span}
          options={[
            { value: 'minute', label: texts.minute },
            { value: 'life', label: texts.life },
          ]}
          onChoose={setSpan}
        />
        <p className="graph-sums">{sumsText(values)}</p>
      </div>
      {values.length < 2 ? (
        <p className="hint">{texts.nothing}</p>
      ) : (
        <SpeedGraph
          values={values}
          slots={span === 'minute' ? MINUTE_SAMPLES : values.length}
          seconds={(Math.max(span === 'minute' ? MINUTE_SAMPLES : values.length, 1) * everyMs) / 1000}
        />
      )}
    </>
  );
}

/** The curve as words: all that a picture of it tells at a glance. */
function sumsText(values: readonly number[]): string {
  const newest = values.at(-1);
  if (newest === undefined || values.length < 2) return '';
  return fill(DETAILS_WORDS.speed.sums, {
    now: formats.speed(newest),
    mean: formats.speed(values.reduce((sum, value) => sum + value, 0) / values.length),
    most: formats.speed(Math.max(...values)),
  });
}

/** Drawn as SVG: it follows the theme, forced colours and any zoom by itself, and a curve of 240 points costs nothing. */
function SpeedGraph(props: {
  readonly values: readonly number[];
  readonly slots: number;
  /** What the width stands for. */
  readonly seconds: number;
}) {
  const top = niceTop(Math.max(...props.values));
  const { line, area } = curveOf(props.values, { slots: props.slots, top });
  return (
    <div className="graph" aria-hidden="true">
      <span className="graph-top">{formats.speed(top)}</span>
      <span className="graph-middle">{formats.speed(top / 2)}</span>
      <svg viewBox="0 0 100 100" preserveAspectRatio="none">
        <path className="graph-grid" d="M0 0H100M0 50H100M0 100H100" />
        <path className="curve-area" d={area} />
        <path className="curve-line" d={line} />
      </svg>
      <span className="graph-from">{fill(DETAILS_WORDS.speed.ago, { time: formats.timeLeft(props.seconds) })}</span>
      <span className="graph-to">{DETAILS_WORDS.speed.now}</span>
    </div>
  );
}

import type { WorkProgress } from '../../shared/work-progress.ts';
import { formats } from '../format/window-formats.ts';
import { fill, words } from '../format/words.ts';

/** How far long work is, and the button that calls it off. Not inside a live region: it would be read out all the time. */
export function WorkProgressLine(props: {
  /** What is worked at. */
  readonly label: string;
  /** `null` before anything is known. */
  readonly done: number | null;
  readonly total: number;
  readonly text: string;
  readonly onCancel: () => void;
}) {
  const { label, done, total, text } = props;
  return (
    <div className="work-progress">
      {done === null || total === 0 ? (
        <progress aria-label={label} />
      ) : (
        <progress value={done} max={total} aria-label={label} />
      )}
      <span>{text}</span>
      <button type="button" className="small-button" onClick={props.onCancel}>
        {words.actions.cancel}
      </button>
    </div>
  );
}

/** The same for what is read of files. */
export function ReadProgressLine(props: {
  readonly label: string;
  readonly progress: WorkProgress | null;
  readonly onCancel: () => void;
}) {
  const { label, progress, onCancel } = props;
  const text =
    progress === null
      ? label
      : fill(words.add.progress, {
          done: formats.bytes(progress.doneBytes),
          total: formats.bytes(progress.totalBytes),
        });
  const { doneBytes, totalBytes } = progress ?? { doneBytes: null, totalBytes: 0 };
  return <WorkProgressLine label={label} done={doneBytes} total={totalBytes} text={text} onCancel={onCancel} />;
}

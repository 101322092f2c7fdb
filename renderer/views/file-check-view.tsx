import type { Verification } from '../../shared/contract.ts';
import type { DownloadId } from '../../shared/download.ts';
import { countBytes } from '../../shared/byte-range.ts';
import { DETAILS_WORDS } from '../../shared/words.ts';
import { Icon } from '../components/icon.tsx';
import { Problem } from '../components/problem.tsx';
import { useReadable } from '../components/use-readable.ts';
import { ReadProgressLine } from '../components/work-progress.tsx';
import { formats } from '../format/window-formats.ts';
import { fill, plural } from '../format/words.ts';
import { useWindowModel } from './window-model-context.ts';

/** Compares the file with its checksums, and repairs what is damaged. */
export function FileCheckView({ id }: { readonly id: DownloadId }) {
  const texts = DETAILS_WORDS.check;
  const { checks } = useWindowModel();
  useReadable(checks.all);
  const check = checks.of(id);
  const isDamaged = checks.isDamaged(id);
  return (
    <section className="details-part">
      <h2>{texts.title}</h2>
      {check.kind === 'none' ? <p className="hint">{texts.body}</p> : null}
      {check.kind === 'failed' ? <Problem text={check.text} /> : null}
      <div aria-live="polite">
        {check.kind === 'running' ? <p className="visually-hidden">{texts.running}</p> : null}
        {check.kind === 'repairing' ? <p className="check-line">{texts.repairing}</p> : null}
        {check.kind === 'repaired' ? (
          <p className="check-line check-intact">
            <Icon name="completed" />
            {texts.repaired}
          </p>
        ) : null}
        {check.kind === 'done' ? <Found found={check.found} /> : null}
      </div>
      {check.kind === 'running' ? (
        <ReadProgressLine label={texts.running} progress={check.progress} onCancel={() => checks.cancel(id)} />
      ) : null}
      <div className="button-row">
        {isDamaged ? (
          <button type="button" className="button button-primary" onClick={() => void checks.repair([id])}>
            <Icon name="repair" />
            {texts.repair}
          </button>
        ) : null}
        <button
          type="button"
          className="button"
          disabled={check.kind === 'running' || check.kind === 'repairing'}
          onClick={() => void checks.verify(id)}
        >
          <Icon name="verify" />
          {check.kind === 'none' || check.kind === 'running' ? texts.verify : texts.again}
        </button>
      </div>
    </section>
  );
}

function Found({ found }: { readonly found: Verification }) {
  const texts = DETAILS_WORDS.check;
  const { damaged, checkedBytes, uncheckedBytes } = found;
  const unchecked = uncheckedBytes === 0 ? '' : ` ${fill(texts.unchecked, { size: formats.bytes(uncheckedBytes) })}`;
  if (damaged.length > 0) {
    const size = formats.bytes(countBytes(damaged));
    return (
      <p className="check-line check-damaged">
        <Icon name="alert" />
        {plural(texts.damaged, damaged.length, { size })} {texts.repairHint}
        {unchecked}
      </p>
    );
  }
  if (checkedBytes === 0) return <p className="check-line">{texts.nothingChecked}</p>;
  return (
    <p className="check-line check-intact">
      <Icon name="completed" />
      {fill(texts.intact, { checked: formats.bytes(checkedBytes) })}
      {unchecked}
    </p>
  );
}

import type { RowBar } from '../format/row-text.ts';

/** A bar beside words that say the same. It moves by `transform` only, so that no layout follows. */
export function ProgressBar({ bar }: { readonly bar: RowBar }) {
  if (bar.kind === 'none') return null;
  return (
    <div className="bar" aria-hidden="true">
      <div
        className={bar.kind === 'busy' ? 'bar-fill bar-busy' : 'bar-fill'}
        style={bar.kind === 'share' ? { transform: `scaleX(${bar.share.toFixed(4)})` } : undefined}
      />
    </div>
  );
}

import type { CSSProperties } from 'react';
import { assertNever } from '../../shared/assert-never.ts';
import type { RowBar } from '../format/row-text.ts';

/** A bar beside words that say the same. It moves by `transform` only, so that no layout follows. */
export function ProgressBar({ bar }: { readonly bar: RowBar }) {
  if (bar.kind === 'none') return null;
  return (
    <div className="bar" aria-hidden="true">
      <div className={`bar-fill bar-${bar.kind}`} style={fillOf(bar)} />
    </div>
  );
}

function fillOf(bar: Exclude<RowBar, { kind: 'none' }>): CSSProperties | undefined {
  switch (bar.kind) {
    case 'share':
      return { transform: `scaleX(${bar.share.toFixed(4)})` };
    case 'segments':
      return { maskImage: `linear-gradient(to right, ${maskStops(bar.shares)})` };
    case 'busy':
      return undefined;
    default:
      return assertNever(bar);
  }
}

/** The whole bar is coloured; the mask lets through what is there. */
function maskStops(shares: readonly number[]): string {
  const edges = shares.map((share) => `${(share * 100).toFixed(1)}%`);
  const stops = edges.map((edge, index) =>
    index % 2 === 0 ? `transparent ${edges[index - 1] ?? '0%'} ${edge}` : `#000 ${edges[index - 1] ?? '0%'} ${edge}`,
  );
  return [...stops, `transparent ${edges.at(-1) ?? '0%'} 100%`].join(', ');
}

import { curveOf } from './curve.ts';

/** A small curve of the last values, the newest at the end. Decoration beside a number that says the same. */
export function Sparkline({ values, slots }: { readonly values: readonly number[]; readonly slots: number }) {
  if (values.length < 2) return null;
  const { line, area } = curveOf(values, { slots, top: Math.max(...values) });
  return (
    <svg className="sparkline" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
      <path className="curve-area" d={area} />
      <path className="curve-line" d={line} />
    </svg>
  );
}

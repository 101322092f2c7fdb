/** A curve as SVG paths in a box of 100 by 100: its line, and the area below it, which has no outline of its own. */
export type Curve = { readonly line: string; readonly area: string };

/**
 * @param shape.slots values that fit; the newest stands at the right edge.
 * @param shape.top the value at the upper edge.
 */
export function curveOf(values: readonly number[], shape: { readonly slots: number; readonly top: number }): Curve {
  const step = 100 / Math.max(shape.slots - 1, 1);
  const first = 100 - (values.length - 1) * step;
  const points = values.map((value, index) => {
    const height = shape.top === 0 ? 0 : Math.min(value / shape.top, 1) * 100;
    return `${(first + index * step).toFixed(2)} ${(100 - height).toFixed(2)}`;
  });
  const line = points.join('L');
  return { line: `M${line}`, area: `M${first.toFixed(2)} 100L${line}L100 100Z` };
}

/** The least round number that is not below a value: an upper edge that can be read, and stays put. */
export function niceTop(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 1.5, 2, 3, 5, 7.5, 10].find((candidate) => candidate * power >= value) ?? 10;
  return factor * power;
}

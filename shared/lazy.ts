/**
 * A value that is made when it is first asked for, and then kept. For schemas: all of them take 10 ms and more to make, and a
 * short command uses two (docs/performance.md).
 */
export function lazy<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => (made ??= { value: make() }).value;
}

/** A table whose values are each made when they are first asked for. Spreading it makes all of them. */
export function lazyTable<Makers extends Readonly<Record<string, () => unknown>>>(
  makers: Makers,
): { readonly [Name in keyof Makers]: ReturnType<Makers[Name]> } {
  const getters = Object.entries(makers).map(([name, make]) => [name, { get: lazy(make), enumerable: true }]);
  // TypeScript does not know what `Object.create` makes of descriptors.
  return Object.create(null, Object.fromEntries(getters));
}

/** One fact: what it is, and what it says. */
export type FactText = {
  readonly name: string;
  readonly value: string;
  /** A digest or the like, in letters of one width. */
  readonly isCode?: boolean;
};

/** Facts in two columns; those without a value are left out. All of them can be selected and copied. */
export function FactList({ facts, isBoxed }: { readonly facts: readonly FactText[]; readonly isBoxed?: boolean }) {
  return (
    <dl className={isBoxed === true ? 'facts facts-boxed' : 'facts'}>
      {facts
        .filter((fact) => fact.value !== '')
        .map((fact, index) => (
          // A server may say a name twice.
          <div key={`${index} ${fact.name}`} className="fact">
            <dt>{fact.name}</dt>
            <dd className={fact.isCode === true ? 'selectable fact-code' : 'selectable'}>{fact.value}</dd>
          </div>
        ))}
    </dl>
  );
}

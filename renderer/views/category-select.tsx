import { CATEGORIES, type Category } from '../../shared/category.ts';
import { PLACE_WORDS } from '../../shared/words.ts';
import { fill, words } from '../format/words.ts';

/** A kind of file, or whatever its name and its server say. */
export type CategoryChoice = Category | 'byType';

const STAYS = 'stays';

/** Says what files are. */
export function CategorySelect(props: {
  /** `null` for those of several files, as they are. */
  readonly value: CategoryChoice | null;
  /** What the file is by its type; `null` where that is not known, or is of several files. */
  readonly byType: Category | null;
  /** Several files may each keep what they are. */
  readonly mayStay: boolean;
  /** The dialog begins here. */
  readonly isFirst?: boolean;
  readonly onChange: (value: CategoryChoice | null) => void;
}) {
  const { value, byType, mayStay, isFirst } = props;
  return (
    <label className="field">
      <span>{words.columns.category}</span>
      <select
        className="select"
        value={value ?? STAYS}
        data-first-focus={isFirst === true ? true : undefined}
        onChange={({ target }) => {
          const chosen = CATEGORIES.find((category) => category === target.value);
          props.onChange(chosen ?? (target.value === STAYS ? null : 'byType'));
        }}
      >
        {mayStay ? <option value={STAYS}>{PLACE_WORDS.asIs}</option> : null}
        <option value="byType">
          {byType === null ? PLACE_WORDS.byTypeAll : fill(PLACE_WORDS.byType, { category: words.categories[byType] })}
        </option>
        {CATEGORIES.map((category) => (
          <option key={category} value={category}>
            {words.categories[category]}
          </option>
        ))}
      </select>
    </label>
  );
}

import { useId, type ReactNode } from 'react';
import { Problem } from '../components/problem.tsx';
import { words } from '../format/words.ts';
import type { AddOptions, WrongField } from '../model/add-options.ts';

/** What few need for few downloads: folded away until someone asks for it. */
export function AddOptionFields(props: {
  readonly options: AddOptions;
  readonly change: (change: Partial<AddOptions>) => void;
  /** The field with something that cannot be used. */
  readonly wrong: WrongField | null;
  /** A name and a checksum are of one file. */
  readonly isSingle: boolean;
}) {
  const { options, change, wrong, isSingle } = props;
  const texts = words.add.options;
  const field = (
    name: Exclude<keyof AddOptions, 'directory' | 'headers' | 'category'>,
    extra: FieldExtra = {},
  ): ReactNode => (
    <Field
      label={texts[name]}
      value={options[name]}
      problem={wrong !== null && wrong === name ? words.add.wrong[wrong] : null}
      onChange={(value) => {
        change({ [name]: value });
      }}
      {...extra}
    />
  );
  return (
    <div className="add-options">
      {isSingle ? field('name', { isWide: true }) : null}
      {field('connections', { placeholder: texts.automatic, isNumber: true })}
      {field('limit', { placeholder: texts.noLimit, isNumber: true })}
      {isSingle ? field('checksum', { isWide: true, placeholder: texts.checksumHint }) : null}
      {field('referer')}
      {field('userAgent')}
      {field('cookies', { isWide: true, placeholder: texts.cookiesHint })}
      <Field
        label={texts.headers}
        value={options.headers}
        problem={wrong === 'headers' ? words.add.wrong.headers : null}
        isWide
        isText
        placeholder={texts.headersHint}
        onChange={(headers) => {
          change({ headers });
        }}
      />
    </div>
  );
}

type FieldExtra = {
  readonly placeholder?: string;
  readonly isNumber?: boolean;
  readonly isWide?: boolean;
  readonly isText?: boolean;
};

function Field(
  props: FieldExtra & {
    readonly label: string;
    readonly value: string;
    readonly problem: string | null;
    readonly onChange: (value: string) => void;
  },
) {
  const id = useId();
  const control = {
    id,
    value: props.value,
    placeholder: props.placeholder,
    spellCheck: false,
    autoComplete: 'off',
    'aria-invalid': props.problem !== null,
  };
  return (
    <div className={props.isWide === true ? 'add-option is-wide' : 'add-option'}>
      <label htmlFor={id}>{props.label}</label>
      {props.isText === true ? (
        <textarea
          {...control}
          className="text-box"
          rows={2}
          wrap="off"
          onChange={(event) => {
            props.onChange(event.target.value);
          }}
        />
      ) : (
        <input
          {...control}
          type="text"
          inputMode={props.isNumber === true ? 'decimal' : undefined}
          className="text-line"
          onChange={(event) => {
            props.onChange(event.target.value);
          }}
        />
      )}
      {props.problem === null ? null : <Problem text={props.problem} />}
    </div>
  );
}

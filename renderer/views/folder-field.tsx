import { ChooseFolderButton } from './choose-folder-button.tsx';

/** Where files lie or are to lie: written, or chosen by the system's own dialog where Sluice can show one. */
export function FolderField(props: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (folder: string) => void;
  /** In the settings a label stands above its field, in dialogs before it. */
  readonly place: 'settings' | 'dialog';
  readonly placeholder?: string;
  readonly isDisabled?: boolean;
  readonly isWrong?: boolean;
  /** It has the focus when its dialog opens. */
  readonly isFirst?: boolean;
}) {
  const { value, onChange, place } = props;
  return (
    <div className="folder-row">
      <label className={place === 'settings' ? 'stacked-field' : 'field'}>
        <span>{props.label}</span>
        <input
          type="text"
          className={place === 'settings' ? 'text-line' : undefined}
          value={value}
          placeholder={props.placeholder}
          maxLength={4096}
          disabled={props.isDisabled}
          spellCheck={false}
          autoComplete="off"
          aria-invalid={props.isWrong}
          data-first-focus={props.isFirst === true ? true : undefined}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        />
      </label>
      <ChooseFolderButton current={value.trim()} onChosen={onChange} />
    </div>
  );
}

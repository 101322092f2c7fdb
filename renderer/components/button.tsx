import type { MouseEvent } from 'react';
import { Icon, type IconName } from './icon.tsx';

/** A button with an icon only; its name is its label and its tooltip. */
export function IconButton(props: {
  readonly icon: IconName;
  readonly label: string;
  readonly onPress?: (event: MouseEvent<HTMLButtonElement>) => void;
  readonly disabled?: boolean;
  /** For buttons handled by the grid that holds them: found by this name, and reached by arrow keys instead of Tab. */
  readonly action?: string;
}) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={props.label}
      title={props.label}
      disabled={props.disabled}
      data-action={props.action}
      tabIndex={props.action === undefined ? undefined : -1}
      onClick={props.onPress}
    >
      <Icon name={props.icon} />
    </button>
  );
}

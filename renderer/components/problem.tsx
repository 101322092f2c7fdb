import { Icon } from './icon.tsx';

/** Why something did not work, beside where it was asked for; read aloud as it appears. */
export function Problem({ text }: { readonly text: string }) {
  return (
    <p className="dialog-problem" role="alert">
      <Icon name="alert" />
      {text}
    </p>
  );
}

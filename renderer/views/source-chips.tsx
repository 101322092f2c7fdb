import { IconButton } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { useReadable } from '../components/use-readable.ts';
import { formats } from '../format/window-formats.ts';
import { fill, words } from '../format/words.ts';
import { useWindowModel } from './window-model-context.ts';

/** Long texts and files in the "Add" dialog, by name; each can be left out again. */
export function SourceChips() {
  const { addDraft } = useWindowModel();
  const { texts } = useReadable(addDraft.draft);
  if (texts.length === 0) return null;
  return (
    <ul className="chips">
      {texts.map((source) => {
        const name = source.name ?? words.add.pastedText;
        return (
          <li key={source.key} className="chip">
            <Icon name="file" />
            <span>{name}</span>
            <span className="chip-size">{formats.bytes(source.text.length)}</span>
            <IconButton
              icon="close"
              label={fill(words.add.removeText, { name })}
              onPress={() => {
                addDraft.leaveOut(source.key);
              }}
            />
          </li>
        );
      })}
    </ul>
  );
}

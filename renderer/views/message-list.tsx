import { useEffect, useRef } from 'react';
import { IconButton } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { useReadable } from '../components/use-readable.ts';
import { words } from '../format/words.ts';
import type { Message } from '../model/message-store.ts';
import { useWindowModel } from './window-model-context.ts';

/** Short messages at the edge of the window, and the milestones that only screen readers get. */
export function MessageList() {
  const { messages } = useWindowModel();
  const shown = useReadable(messages.messages);
  const announcement = useReadable(messages.announcement);
  const element = useRef<HTMLElement>(null);

  useEffect(() => {
    // Into the top layer again with each message: above a dialog that opened after the last one.
    const popover = element.current;
    if (popover === null) return;
    if (popover.matches(':popover-open')) popover.hidePopover();
    if (shown.length > 0) popover.showPopover();
  }, [shown]);

  return (
    <>
      <output className="visually-hidden">{announcement}</output>
      <section ref={element} className="messages" popover="manual" aria-label={words.messages.label}>
        {shown.map((message) => (
          <div
            key={message.id}
            className={`message message-${message.tone}`}
            role={message.tone === 'problem' ? 'alert' : undefined}
          >
            <Icon name={message.tone === 'problem' ? 'alert' : 'completed'} />
            <p>{message.text}</p>
            <ActionButton message={message} />
            <IconButton
              icon="close"
              label={words.actions.dismiss}
              onPress={() => {
                messages.dismiss(message.id);
              }}
            />
          </div>
        ))}
      </section>
    </>
  );
}

function ActionButton({ message: { id, action } }: { readonly message: Message }) {
  const { messages } = useWindowModel();
  if (action === null) return null;
  return (
    <button
      type="button"
      className="small-button"
      onClick={() => {
        messages.dismiss(id);
        action.run();
      }}
    >
      {action.label}
    </button>
  );
}

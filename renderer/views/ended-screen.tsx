import { words } from '../format/words.ts';

/** The session is over: nothing can be done here any more. */
export function EndedScreen() {
  return (
    <main className="ended">
      <div role="alert">
        <h1>{words.connection.endedTitle}</h1>
        <p>
          {/* The commands stand between backticks. */}
          {words.connection.endedBody
            .split('`')
            .map((part, index) => (index % 2 === 1 ? <code key={part}>{part}</code> : part))}
        </p>
      </div>
    </main>
  );
}

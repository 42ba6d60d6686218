import type { ReactNode } from 'react';

import './broadcasts.css';

export interface MessageBubbleProps {
  readonly message: string;
  /** How many characters of its beginning are bold. */
  readonly bold: number;
  readonly files?: readonly string[];
  readonly button?: string;
}

/** A message as residents see it in the chat. */
export const MessageBubble = ({
  message,
  bold,
  files = [],
  button,
}: MessageBubbleProps): ReactNode => (
  <div aria-label="Так увидят жители" className="bubble" role="note">
    <b>{message.slice(0, bold)}</b>
    {message.slice(bold)}
    {files.map((name, index) => (
      <div className="bubble__file" key={index}>
        📎 {name}
      </div>
    ))}
    {button && <div className="bubble__button">{button}</div>}
  </div>
);

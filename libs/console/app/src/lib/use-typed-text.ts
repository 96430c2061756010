import { useState } from 'react';

/**
 * The text of a field that is applied to the address a little after it was typed. What the address says by another way,
 * such as a link or the back button, replaces the text; what came from here does not, since more may be typed by now.
 * @param applied what stands in the address; '' for nothing
 */
export function useTypedText(applied: string) {
  const [text, setText] = useState(applied);
  const [seen, setSeen] = useState(applied);
  const [sent, setSent] = useState(applied);
  if (seen !== applied) {
    setSeen(applied);
    if (applied !== sent) {
      setText(applied);
      setSent(applied);
    }
  }
  return { text, setText, setSent };
}

import { Autocomplete } from '@mantine/core';
import { useTypedText } from '../lib/use-typed-text.js';

interface TextFilterProps {
  readonly label: string;
  readonly placeholder: string;
  readonly data: readonly string[];
  readonly value: string | undefined;
  readonly accepts?: (text: string) => boolean;
  readonly onChange: (value: string | undefined) => void;
  readonly width: number;
}

/** A text with suggestions, applied when one is chosen, by Enter, or when it is left. */
export function TextFilter(props: TextFilterProps) {
  const { label, placeholder, data, value, accepts = () => true, onChange, width } = props;
  const { text, setText, setSent } = useTypedText(value ?? '');
  const apply = (next: string) => {
    const trimmed = next.trim();
    if (trimmed === (value ?? '')) return;
    if (trimmed !== '' && !accepts(trimmed)) return;
    setSent(trimmed);
    onChange(trimmed || undefined);
  };
  return (
    <Autocomplete
      aria-label={label}
      placeholder={placeholder}
      data={[...data]}
      value={text}
      onChange={(next) => {
        setText(next);
        if (next === '') apply('');
      }}
      onOptionSubmit={apply}
      onBlur={() => apply(text)}
      onKeyDown={(event) => event.key === 'Enter' && apply(text)}
      error={text.trim() !== '' && !accepts(text.trim())}
      w={width}
    />
  );
}

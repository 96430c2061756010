import { Button, Group, Stack, Text } from '@mantine/core';
import { CodeBlock } from '../../components/code-block.js';

interface NewKeyProps {
  readonly value: string;
  readonly onDone: () => void;
}

/** The key itself. Nobody can read it again after this. */
export function NewKey({ value, onDone }: NewKeyProps) {
  return (
    <Stack gap="md">
      <Text size="sm">
        Copy it now: it is not stored, only its digest is. Whoever has it can do what you have just allowed.
      </Text>
      <CodeBlock code={value} label="API key" wrap />
      <Group justify="flex-end">
        <Button onClick={onDone} autoFocus>
          I have copied it
        </Button>
      </Group>
    </Stack>
  );
}

import { ActionIcon, Group, Text, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { LogOut, Moon, Sun } from 'lucide-react';
import { place } from '../place.js';
import { useSession, useSignOut } from '../session/session.js';
import classes from './account.module.css';

/** Who is signed in, the theme, and the way out. */
export function Account() {
  const { kind } = useSession();
  const signOut = useSignOut();
  return (
    <div className={classes.account}>
      <Text size="xs" c="dimmed" flex={1}>
        {kind === 'admin' ? 'Administrator' : 'Project key'}
      </Text>
      <Group gap={4}>
        <ThemeToggle />
        {place.signIn === 'token' && (
          <Tooltip label="Sign out">
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label="Sign out"
              loading={signOut.isPending}
              onClick={() => signOut.mutate()}
            >
              <LogOut size={16} />
            </ActionIcon>
          </Tooltip>
        )}
      </Group>
    </div>
  );
}

export function ThemeToggle() {
  const { setColorScheme } = useMantineColorScheme();
  const now = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const next = now === 'dark' ? 'light' : 'dark';
  return (
    <Tooltip label={`Switch to the ${next} theme`}>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`Switch to the ${next} theme`}
        onClick={() => setColorScheme(next)}
      >
        {now === 'dark' ? <Sun size={16} /> : <Moon size={16} />}
      </ActionIcon>
    </Tooltip>
  );
}

import { AppShell, Burger, Group, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet } from '@tanstack/react-router';
import { Suspense } from 'react';
import { Loading } from '../components/loading.js';
import { SessionGate } from '../session/session-gate.js';
import { Account } from './account.js';
import { Away } from './away.js';
import { Brand } from './brand.js';
import { Navigation } from './navigation.js';
import { ProjectSwitcher } from './project-switcher.js';
import classes from './shell.module.css';

const MAIN = 'main';

/** What is around every page: navigation, the project, the theme, who is signed in. */
export function Shell() {
  return (
    <SessionGate>
      <SignedIn />
    </SessionGate>
  );
}

function SignedIn() {
  const [opened, { toggle, close }] = useDisclosure(false);
  return (
    <AppShell
      header={{ height: { base: 52, sm: 0 } }}
      navbar={{ width: 236, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={0}
    >
      <VisuallyHidden
        component="button"
        className={classes.skip}
        onClick={() => document.getElementById(MAIN)?.focus()}
      >
        Skip to the content
      </VisuallyHidden>
      <AppShell.Header hiddenFrom="sm" className={classes.header}>
        <Group h="100%" px="md" justify="space-between">
          <Brand />
          <Burger opened={opened} onClick={toggle} size="sm" aria-label={opened ? 'Close the menu' : 'Open the menu'} />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes.navbar}>
        <div className={classes.brand}>
          <Brand />
        </div>
        <ProjectSwitcher />
        <div className={classes.pages}>
          <Navigation onNavigate={close} />
        </div>
        <Account />
      </AppShell.Navbar>
      <AppShell.Main id={MAIN} tabIndex={-1} className={classes.main}>
        <Away />
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </AppShell.Main>
    </AppShell>
  );
}

import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { whenCsrfTokenIsOld, whenSignedOut } from './api/client.js';
import { queryClient } from './api/query-client.js';
import { place } from './place.js';
import { router } from './router/router.js';
import { endSession, renewCsrfToken } from './session/session.js';
import { theme, variables } from './theme/theme.js';

const colorScheme = localStorageColorSchemeManager({ key: 'posthorn-color-scheme' });
const nonce = () => place.nonce;

whenSignedOut(endSession);
whenCsrfTokenIsOld(renewCsrfToken);

export function App() {
  return (
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={variables}
        defaultColorScheme="auto"
        colorSchemeManager={colorScheme}
        getStyleNonce={nonce}
      >
        <Notifications position="bottom-right" />
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>
  );
}

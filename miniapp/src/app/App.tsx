import { QueryClientProvider } from '@tanstack/react-query';
import { AdaptivityProvider, AppRoot, ConfigProvider } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import { createQueryClient } from '../shared/api/queryClient';
import { Notices } from '../shared/ui/notices';
import { isDesktop, isPhoneApp } from '../shared/vk/launch';
import { useHostConfig } from '../shared/vk/useHostConfig';
import { SignedIn } from './SignedIn';

/** The app: VK's look around it, then whoever is signed in. */
export const App = (): ReactNode => {
  const { appearance, insets } = useHostConfig();
  const [client] = useState(createQueryClient);
  return (
    <ConfigProvider
      colorScheme={appearance}
      // VK puts its own buttons over the header's end on phones.
      hasCustomPanelHeaderAfter={isPhoneApp}
      isWebView={isPhoneApp}
      platform={isDesktop ? 'vkcom' : undefined}
    >
      <AdaptivityProvider>
        <AppRoot safeAreaInsets={insets}>
          <QueryClientProvider client={client}>
            <Notices>
              <SignedIn />
            </Notices>
          </QueryClientProvider>
        </AppRoot>
      </AdaptivityProvider>
    </ConfigProvider>
  );
};

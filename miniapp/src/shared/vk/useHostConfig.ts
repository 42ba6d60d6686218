import { useEffect, useState } from 'react';

import { type HostConfig, listenToHost } from './bridge';

/** VK's theme and insets as they are now. */
export function useHostConfig(): HostConfig {
  const [config, setConfig] = useState<HostConfig>({});
  useEffect(
    () =>
      listenToHost((told) =>
        setConfig((known) => ({
          ...known,
          ...(told.appearance && { appearance: told.appearance }),
          ...(told.insets && { insets: told.insets }),
        })),
      ),
    [],
  );
  return config;
}

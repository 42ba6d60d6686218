import { Icon56LockOutline } from '@vkontakte/icons';
import { Button, ButtonGroup, Placeholder } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { explain } from '../../shared/api/problem';
import { closeApp, reopenUrl } from '../../shared/vk/bridge';
import { isPhoneApp } from '../../shared/vk/launch';

/** That the session is over or was never begun, and how to go on: VK has to open the app anew. */
const SignedOut = ({ error }: { readonly error: unknown }): ReactNode => {
  const { title, action } = explain(error);
  return (
    <div role="alert">
      <Placeholder
        action={
          <ButtonGroup mode="vertical" stretched>
            {reopenUrl && !isPhoneApp && (
              <Button href={reopenUrl} size="l" stretched target="_top">
                Открыть заново
              </Button>
            )}
            {reopenUrl && (
              <Button mode="secondary" onClick={() => void closeApp()} size="l" stretched>
                Закрыть приложение
              </Button>
            )}
          </ButtonGroup>
        }
        icon={<Icon56LockOutline />}
        stretched
        title={title}
      >
        {action}
      </Placeholder>
    </div>
  );
};

export default SignedOut;

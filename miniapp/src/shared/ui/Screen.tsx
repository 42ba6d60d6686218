import { PanelHeader, PanelHeaderBack, PanelHeaderContent } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { goBack } from '../router/router';
import { isPhoneApp } from '../vk/launch';

export interface ScreenProps {
  readonly title: string;
  /** A second line under the title. */
  readonly status?: string;
  /** Where «Назад» leads whoever came by a link; screens of the menu have none. */
  readonly backTo?: string;
  /** What «Назад» does on a screen that is a step of another one. */
  readonly onBack?: () => void;
  /** A button of the header. It stands where VK leaves room: at the end, at the beginning in VK's apps for phones. */
  readonly button?: ReactNode;
  readonly children: ReactNode;
}

/** A screen under VK's own header. */
export const Screen = ({
  title,
  status,
  backTo,
  onBack,
  button,
  children,
}: ScreenProps): ReactNode => (
  <>
    <PanelHeader
      after={!isPhoneApp && button}
      before={
        backTo ? (
          <PanelHeaderBack label="Назад" onClick={onBack ?? (() => goBack(backTo))} />
        ) : (
          isPhoneApp && button
        )
      }
      typographyProps={{ Component: 'h1' }}
    >
      {status ? <PanelHeaderContent subtitle={status}>{title}</PanelHeaderContent> : title}
    </PanelHeader>
    {children}
  </>
);

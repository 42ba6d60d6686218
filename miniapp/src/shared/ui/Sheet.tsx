import { AppRootPortal, ModalPage, ModalPageHeader } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

export interface SheetProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * A sheet over the screen: from below on phones, a window on computers. What is in it begins anew each time. It stands
 * outside of the screen, since the menu of phones lies over that; for React it is still inside of the form that opened
 * it, and what is submitted in it must not submit that form too.
 */
export const Sheet = ({ title, isOpen, onClose, children }: SheetProps): ReactNode => (
  <AppRootPortal usePortal>
    <ModalPage
      dynamicContentHeight
      header={<ModalPageHeader typographyProps={{ Component: 'h2' }}>{title}</ModalPageHeader>}
      modalDismissButtonLabel="Закрыть"
      onClose={onClose}
      open={isOpen}
      size={480}
    >
      {isOpen && <div onSubmit={(event) => event.stopPropagation()}>{children}</div>}
    </ModalPage>
  </AppRootPortal>
);

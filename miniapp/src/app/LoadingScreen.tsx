import { PanelHeader } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { LoadingRows } from '../shared/ui/states';

/** A screen whose file is on its way. */
export const LoadingScreen = (): ReactNode => (
  <>
    <PanelHeader />
    <LoadingRows />
  </>
);

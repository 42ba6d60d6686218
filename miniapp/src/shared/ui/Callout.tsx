import { Banner, type BannerProps } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { Inset } from './Inset';

/** A banner as far from the edges as everything else in its group. */
export const Callout = (props: BannerProps): ReactNode => (
  <Inset>
    <Banner {...props} />
  </Inset>
);

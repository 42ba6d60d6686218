import { Banner } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

interface CommunityBannerProps {
  readonly title: string;
  readonly action: string;
}

const CommunityBanner = ({ title, action }: CommunityBannerProps): ReactNode => (
  <Banner role="status" subtitle={action} title={title} />
);

export default CommunityBanner;

import { lazy, type ReactNode, Suspense } from 'react';

import type { Schemas } from '../../shared/api/client';

const CommunityBanner = lazy(() => import('./CommunityBanner'));

interface CommunityNoticeProps {
  readonly community: Schemas['CommunityStatus'] | undefined;
}

/** What holds the municipality's community up, where anything does. */
export const CommunityNotice = ({ community }: CommunityNoticeProps): ReactNode =>
  community?.title ? (
    <Suspense>
      <CommunityBanner action={community.action} title={community.title} />
    </Suspense>
  ) : null;

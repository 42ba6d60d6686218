import { Icon24CheckCircleOutline, Icon24ErrorCircle } from '@vkontakte/icons';
import { Snackbar } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import type { NoticeContent } from './notices';

interface NoticeProps {
  readonly content: NoticeContent;
  readonly onClosed: () => void;
}

// What went wrong takes longer to read than that all is well.
const ERROR_STAYS_MS = 8000;
const DONE_STAYS_MS = 4000;

const Notice = ({ content, onClosed }: NoticeProps): ReactNode => (
  <Snackbar
    action={content.action?.text}
    before={
      content.isError ? (
        <Icon24ErrorCircle fill="var(--vkui--color_icon_negative)" />
      ) : (
        <Icon24CheckCircleOutline fill="var(--vkui--color_icon_positive)" />
      )
    }
    duration={content.isError || content.action ? ERROR_STAYS_MS : DONE_STAYS_MS}
    // Above the bar of the menu on phones.
    offsetY="calc(var(--vkui_internal--tabbar_height, 48px) + 12px)"
    onActionClick={content.action?.do}
    onClosed={onClosed}
    subtitle={content.action ? undefined : content.subtitle}
  >
    {content.text}
  </Snackbar>
);

export default Notice;

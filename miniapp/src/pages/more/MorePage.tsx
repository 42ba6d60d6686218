import {
  Icon28BuildingOutline,
  Icon28HelpOutline,
  Icon28HistoryBackwardOutline,
  Icon28InfoCircleOutline,
  Icon28MessageOutline,
  Icon28PrivacyOutline,
  Icon28WorkOutline,
} from '@vkontakte/icons';
import { Group, SimpleCell, useAdaptivityWithJSMediaQueries } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { goTo } from '../../shared/router/router';
import { Screen } from '../../shared/ui/Screen';

/** What has no place of its own in the menu. */
const MorePage = (): ReactNode => {
  const { name, region, roles, isOneOfMany, may, path } = useWorkplace();
  const { isDesktop } = useAdaptivityWithJSMediaQueries();
  return (
    <Screen title={isDesktop ? 'О приложении' : 'Ещё'}>
      <Group>
        <SimpleCell
          before={<Icon28BuildingOutline />}
          chevron="auto"
          extraSubtitle={roles}
          multiline
          onClick={isOneOfMany ? () => goTo('/') : undefined}
          subtitle={region}
        >
          {name}
        </SimpleCell>
      </Group>
      {!isDesktop && (may('see_organizations') || may('see_settings') || may('read_audit')) && (
        <Group>
          {may('see_organizations') && (
            <Entry
              icon={<Icon28WorkOutline />}
              screen={path('organizations')}
              title="Организации и представители"
            />
          )}
          {may('see_settings') && (
            <Entry
              icon={<Icon28MessageOutline />}
              screen={path('texts')}
              title="Тексты для чатов"
            />
          )}
          {may('read_audit') && (
            <Entry icon={<Icon28HistoryBackwardOutline />} screen={path('audit')} title="Журнал" />
          )}
        </Group>
      )}
      <Group>
        <Entry icon={<Icon28HelpOutline />} screen={path('support')} title="Поддержка" />
        <Entry icon={<Icon28InfoCircleOutline />} screen={path('about')} title="О сервисе" />
        <Entry
          icon={<Icon28PrivacyOutline />}
          screen={path('privacy')}
          title="Персональные данные и правила"
        />
      </Group>
    </Screen>
  );
};

interface EntryProps {
  readonly title: string;
  readonly screen: string;
  readonly icon: ReactNode;
}

const Entry = ({ title, screen, icon }: EntryProps): ReactNode => (
  <SimpleCell before={icon} chevron="always" onClick={() => goTo(screen)}>
    {title}
  </SimpleCell>
);

export default MorePage;

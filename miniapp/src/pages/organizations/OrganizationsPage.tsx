import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Icon28AddCircleOutline, Icon28WorkOutline, Icon56UsersOutline } from '@vkontakte/icons';
import { CellButton, Group, Placeholder, Search, SimpleCell } from '@vkontakte/vkui';
import { lazy, type ReactNode, Suspense, useState } from 'react';

import { organizationsQuery } from '../../features/manage-organizations/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { goTo } from '../../shared/router/router';
import { Pages } from '../../shared/ui/Pages';
import { Screen } from '../../shared/ui/Screen';
import NothingFound from '../../shared/ui/NothingFound';
import { useSettled } from '../../shared/ui/useSettled';
import { counted, HOUSES, REPRESENTATIVES } from '../../shared/ui/words';

const OrganizationSheet = lazy(
  () => import('../../features/manage-organizations/OrganizationSheet'),
);

/** Companies, administrations, utilities: whose people look after houses. */
const OrganizationsPage = (): ReactNode => {
  const { id, may, path } = useWorkplace();
  const [text, setText] = useState('');
  const [isAdding, setAdding] = useState(false);
  const search = useSettled(text.trim());
  const organizations = useInfiniteQuery({
    ...organizationsQuery(id, search),
    placeholderData: keepPreviousData,
  });
  return (
    <Screen backTo={path('more')} title="Организации">
      <Group>
        <Search
          onChange={({ target }) => setText(target.value)}
          placeholder="Название"
          value={text}
        />
        {may('edit_organizations') && (
          <CellButton before={<Icon28AddCircleOutline />} onClick={() => setAdding(true)}>
            Добавить организацию
          </CellButton>
        )}
        <Pages
          empty={search ? <NothingFound onReset={() => setText('')} /> : <NoOrganizations />}
          query={organizations}
        >
          {(each) => (
            <SimpleCell
              before={<Icon28WorkOutline />}
              chevron="auto"
              extraSubtitle={`${counted(each.houses_count, HOUSES)}, ${counted(each.representatives_count, REPRESENTATIVES)}`}
              key={each.id}
              onClick={() => goTo(path('organizations', each.id))}
              subtitle={each.kind_title}
            >
              {each.name}
            </SimpleCell>
          )}
        </Pages>
      </Group>
      <Suspense>
        {isAdding && (
          <OrganizationSheet
            onClose={() => setAdding(false)}
            onSaved={(saved) => {
              setAdding(false);
              goTo(path('organizations', saved.id));
            }}
          />
        )}
      </Suspense>
    </Screen>
  );
};

const NoOrganizations = (): ReactNode => (
  <Placeholder icon={<Icon56UsersOutline />} title="Организаций пока нет">
    Управляющие компании появятся сами из таблицы домов. Администрацию и ресурсные организации
    добавьте здесь.
  </Placeholder>
);

export default OrganizationsPage;

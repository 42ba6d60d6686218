import { useInfiniteQuery } from '@tanstack/react-query';
import {
  Icon28CheckCircleOutline,
  Icon28ClockOutline,
  Icon28DocumentListOutline,
  Icon28DownloadOutline,
} from '@vkontakte/icons';
import { CellButton, Group, Header, Placeholder, SimpleCell } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { importsQuery } from '../../features/import-houses/queries';
import { useSaveFile } from '../../features/save-file/useSaveFile';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { goTo } from '../../shared/router/router';
import { Pages } from '../../shared/ui/Pages';
import { Screen } from '../../shared/ui/Screen';
import { counted, moment, ROWS } from '../../shared/ui/words';
import { UploadCard } from './UploadCard';

type Item = Schemas['ImportItem'];

const ICONS: Readonly<Record<Item['state'], ReactNode>> = {
  checked: <Icon28DocumentListOutline />,
  running: <Icon28ClockOutline />,
  finished: <Icon28CheckCircleOutline fill="var(--vkui--color_icon_positive)" />,
};

/** Sheets: a new one, and those that were uploaded before. */
const ImportsPage = (): ReactNode => {
  const { id, name } = useWorkplace();
  const imports = useInfiniteQuery(importsQuery(id));
  const { save, isBusy } = useSaveFile();
  return (
    <Screen status={name} title="Загрузки">
      <Group>
        <UploadCard />
        <CellButton
          before={<Icon28DownloadOutline />}
          disabled={isBusy}
          onClick={() => save({ file: 'template' })}
        >
          Скачать шаблон таблицы
        </CellButton>
      </Group>
      <Group header={<Header>Прошлые загрузки</Header>}>
        <Pages
          empty={<Placeholder noPadding={false}>Загрузок ещё не было.</Placeholder>}
          query={imports}
        >
          {(each) => <ImportRow item={each} key={each.id} />}
        </Pages>
      </Group>
    </Screen>
  );
};

const ImportRow = ({ item }: { readonly item: Item }): ReactNode => {
  const { path } = useWorkplace();
  return (
    <SimpleCell
      before={ICONS[item.state]}
      chevron="auto"
      extraSubtitle={`${moment(item.created_at)} · ${item.created_by}`}
      onClick={() => goTo(path('imports', item.id))}
      subtitle={`${item.state_title} · ${counted(item.counts.rows, ROWS)}`}
    >
      {item.filename}
    </SimpleCell>
  );
};

export default ImportsPage;

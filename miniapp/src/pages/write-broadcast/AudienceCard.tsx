import { keepPreviousData, useQuery } from '@tanstack/react-query';
import {
  Icon24Cancel,
  Icon28BookmarkOutline,
  Icon28SlidersOutline,
  Icon28HomeOutline,
  Icon28ListCheckOutline,
  Icon28ListOutline,
  Icon28UsersOutline,
} from '@vkontakte/icons';
import { CellButton, Footnote, Group, Header, IconButton, SimpleCell } from '@vkontakte/vkui';
import { type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react';

import { inWords, type Part } from '../../features/send-broadcasts/audience';
import { groupsQuery, previewQuery } from '../../features/send-broadcasts/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { Inset } from '../../shared/ui/Inset';
import { useSettled } from '../../shared/ui/useSettled';
import { CHATS, counted, inDigits, RESIDENTS } from '../../shared/ui/words';

/** What every sheet that adds to the audience is given. */
export interface PartSheetProps {
  readonly onAdd: (part: Part) => void;
  readonly onClose: () => void;
}

type Sheet = 'narrow' | 'houses' | 'list' | 'group';

const SHEETS: Readonly<Record<Sheet, ComponentType<PartSheetProps>>> = {
  narrow: lazy(() => import('./NarrowSheet')),
  houses: lazy(() => import('./HousesSheet')),
  list: lazy(() => import('./ListSheet')),
  group: lazy(() => import('./GroupSheet')),
};
const SaveGroupSheet = lazy(() => import('./SaveGroupSheet'));

export interface AudienceCardProps {
  readonly audience: readonly Part[];
  readonly onChange: (audience: readonly Part[]) => void;
  readonly organizations: readonly Schemas['FilterChoice'][];
}

const isAllHouses = ({ ask }: Part): boolean => Object.keys(ask).length === 0;
const isGroup = ({ ask }: Part): boolean => Boolean(ask.group_id);

/** To whom: the houses that fit at least one of the lines. */
export const AudienceCard = ({
  audience,
  onChange,
  organizations,
}: AudienceCardProps): ReactNode => {
  const [open, setOpen] = useState<Sheet | 'save' | null>(null);
  const isAll = audience.some(isAllHouses);
  const mayBeSaved = audience.length > 0 && !isAll && !audience.some(isGroup);
  const PartSheet = open && open !== 'save' ? SHEETS[open] : null;
  const close = (): void => setOpen(null);
  return (
    <Group
      description={
        audience.length > 1 ? 'Получат дома, которые подходят хотя бы под одну строку.' : undefined
      }
      header={<Header>Кому</Header>}
    >
      <Chosen audience={audience} onChange={onChange} organizations={organizations} />
      <Reached audience={audience} />
      {!isAll && (
        <Adding
          // All houses are all: the other lines say nothing more.
          onAll={() => onChange([{ ask: {} }])}
          onOpen={setOpen}
        />
      )}
      {mayBeSaved && (
        <CellButton before={<Icon28BookmarkOutline />} onClick={() => setOpen('save')}>
          Сохранить выбор как группу
        </CellButton>
      )}
      <Suspense>
        {PartSheet && (
          <PartSheet
            onAdd={(part) => {
              onChange([...audience, part]);
              close();
            }}
            onClose={close}
          />
        )}
        {open === 'save' && <SaveGroupSheet audience={audience} onClose={close} />}
      </Suspense>
    </Group>
  );
};

/** The lines of the audience. */
const Chosen = ({ audience, onChange, organizations }: AudienceCardProps): ReactNode => {
  const { id } = useWorkplace();
  const groups = useQuery(groupsQuery(id));
  const known = {
    organizations: new Map(organizations.map(({ value, title }) => [value, title])),
    groups: new Map(groups.data?.items.map((group) => [group.id, group.name])),
  };
  return audience.map((part, index) => {
    const words = inWords(part, known);
    return (
      <SimpleCell
        after={
          <IconButton
            label={`Убрать: ${words}`}
            onClick={() => onChange(audience.filter((each) => each !== part))}
          >
            <Icon24Cancel />
          </IconButton>
        }
        before={<Icon28UsersOutline />}
        key={index}
        multiline
      >
        {words}
      </SimpleCell>
    );
  });
};

interface AddingProps {
  readonly onAll: () => void;
  readonly onOpen: (sheet: Sheet) => void;
}

/** What can be added to the audience. */
const Adding = ({ onAll, onOpen }: AddingProps): ReactNode => {
  const { id, may } = useWorkplace();
  const groups = useQuery(groupsQuery(id));
  return (
    <>
      <CellButton before={<Icon28HomeOutline />} onClick={onAll}>
        {may('see_organizations') ? 'Все дома' : 'Все мои дома'}
      </CellButton>
      <CellButton before={<Icon28SlidersOutline />} onClick={() => onOpen('narrow')}>
        По улице, компании или метке
      </CellButton>
      <CellButton before={<Icon28ListCheckOutline />} onClick={() => onOpen('houses')}>
        Отдельные дома
      </CellButton>
      <CellButton before={<Icon28ListOutline />} onClick={() => onOpen('list')}>
        Список из таблицы
      </CellButton>
      {groups.data && groups.data.items.length > 0 && (
        <CellButton before={<Icon28BookmarkOutline />} onClick={() => onOpen('group')}>
          Сохранённая группа
        </CellButton>
      )}
    </>
  );
};

/** How many that are, as soon as it is known. */
const Reached = ({ audience }: { readonly audience: readonly Part[] }): ReactNode => {
  const { id } = useWorkplace();
  const asks = useSettled(audience).map(({ ask }) => ask);
  const { data } = useQuery({
    ...previewQuery(id, { content: { text: '' }, audience: asks }),
    placeholderData: keepPreviousData,
  });
  if (audience.length === 0) return null;
  return (
    <Inset>
      <Footnote aria-live="polite" style={{ color: 'var(--vkui--color_text_secondary)' }}>
        {data ? reachedInWords(data) : 'Считаем…'}
      </Footnote>
    </Inset>
  );
};

function reachedInWords({ chats, residents, houses, is_rough: isRough }: Counted): string {
  if (houses === 0) return 'Под этот выбор не подходит ни один дом.';
  const missed = houses - chats;
  return [
    `${isRough ? 'Больше чем ' : ''}${counted(chats, CHATS)}, ${counted(residents, RESIDENTS)}.`,
    ...(missed ? [`Не получат: ${inDigits(missed)}, причины покажем на следующем шаге.`] : []),
  ].join(' ');
}

type Counted = Pick<Schemas['PreviewBroadcast'], 'chats' | 'residents' | 'houses' | 'is_rough'>;

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Icon28UserAddOutline } from '@vkontakte/icons';
import { CellButton, Group, Header, Placeholder } from '@vkontakte/vkui';
import { lazy, type ReactNode, Suspense, useState } from 'react';

import { PersonSheet } from '../../features/find-person/PersonSheet';
import { representativesQuery } from '../../features/manage-organizations/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { useIdempotencyKey } from '../../shared/api/useIdempotencyKey';
import { Confirm } from '../../shared/ui/Confirm';
import { Loaded } from '../../shared/ui/Loaded';
import { useErrorNotice, useNotice } from '../../shared/ui/notices';
import { PersonCell } from '../../shared/ui/PersonCell';
import { counted, HOUSES } from '../../shared/ui/words';
import { LooksAfterField } from './LooksAfterField';

const RepresentativeSheet = lazy(() => import('./RepresentativeSheet'));

type Representative = Schemas['Representative'];

/** Who represents an organisation, and in which houses. */
export const Representatives = ({
  organizationId,
}: {
  readonly organizationId: string;
}): ReactNode => {
  const { id, may } = useWorkplace();
  const representatives = useQuery(representativesQuery(id, organizationId));
  const [isAdding, setAdding] = useState(false);
  const [open, setOpen] = useState<Representative | null>(null);
  const [leaving, setLeaving] = useState<Representative | null>(null);
  const { add, remove } = useRepresentativeChanges(organizationId, () => setAdding(false));
  const [looksAfter, setLooksAfter] = useState<Schemas['LooksAfter']>('all');
  const mayEdit = may('edit_organizations');
  return (
    <Group header={<Header>Представители</Header>}>
      {mayEdit && (
        <CellButton before={<Icon28UserAddOutline />} onClick={() => setAdding(true)}>
          Добавить представителя
        </CellButton>
      )}
      <Loaded query={representatives}>
        {({ items }) =>
          items.length === 0 ? (
            <Placeholder>
              Представителей пока нет. Они отвечают жильцам от имени организации.
            </Placeholder>
          ) : (
            items.map((each) => (
              <PersonCell
                key={each.person.vk_id}
                onClick={mayEdit ? () => setOpen(each) : undefined}
                name={each.person.name}
                photoUrl={each.person.photo_url}
                subtitle={`${each.looks_after_title} · ${counted(each.houses_count, HOUSES)}`}
                vkId={each.person.vk_id}
              />
            ))
          )
        }
      </Loaded>
      <PersonSheet
        isBusy={add.isPending}
        isOpen={isAdding}
        onChosen={(reference) => add.mutate({ reference, looks_after: looksAfter })}
        onClose={() => setAdding(false)}
        title="Новый представитель"
        verb="Добавить"
      >
        <LooksAfterField onChange={setLooksAfter} value={looksAfter} />
      </PersonSheet>
      <Suspense>
        {open && (
          <RepresentativeSheet
            onClose={() => setOpen(null)}
            onRemove={() => {
              setOpen(null);
              setLeaving(open);
            }}
            representative={open}
          />
        )}
      </Suspense>
      {leaving && (
        <Confirm
          description="Человек больше не сможет отвечать от имени организации."
          onClosed={() => setLeaving(null)}
          onConfirm={() => remove.mutate(leaving.person.vk_id)}
          title={`Убрать: ${leaving.person.name}?`}
          verb="Убрать"
        />
      )}
    </Group>
  );
};

function useRepresentativeChanges(organizationId: string, onAdded: () => void) {
  const { id } = useWorkplace();
  const client = useQueryClient();
  const show = useNotice();
  const onError = useErrorNotice();
  const { keyOf: idempotencyKey, done } = useIdempotencyKey();
  const path = { municipality_id: id, organization_id: organizationId };
  const onSettled = () => client.invalidateQueries({ queryKey: keyOf(id, 'organizations') });
  const add = useMutation({
    mutationFn: (body: Schemas['RepresentativeAsk']) =>
      ask(
        api.POST(
          '/api/v1/municipalities/{municipality_id}/organizations/{organization_id}/representatives',
          {
            params: { path, header: { 'Idempotency-Key': idempotencyKey(body) } },
            body,
          },
        ),
      ),
    onSuccess: ({ person }) => {
      done();
      show({ text: `Теперь представляет организацию: ${person.name}` });
      onAdded();
    },
    onError,
    onSettled,
  });
  const remove = useMutation({
    mutationFn: (vkId: number) =>
      ask(
        api.DELETE(
          '/api/v1/municipalities/{municipality_id}/organizations/{organization_id}/representatives/{vk_id}',
          {
            params: { path: { ...path, vk_id: vkId } },
          },
        ),
      ),
    onError,
    onSettled,
  });
  return { add, remove };
}

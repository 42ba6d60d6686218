import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, FormItem, Select } from '@vkontakte/vkui';
import { type ReactNode, useId, useState } from 'react';

import { complaintSettingsQuery } from '../../features/deal-with-complaints/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { api, ask, type Schemas } from '../../shared/api/client';
import { Field } from '../../shared/ui/fields';
import { FormError } from '../../shared/ui/FormError';
import { Inset } from '../../shared/ui/Inset';
import { useNotice } from '../../shared/ui/notices';
import { Sheet } from '../../shared/ui/Sheet';
import { open311Query } from './queries';

const ORGANIZATION =
  '/api/v1/municipalities/{municipality_id}/organizations/{organization_id}/open311';

export interface ServerSheetProps {
  readonly organizationId: string;
  readonly server: Schemas['Open311Server'] | null;
  readonly onClose: () => void;
}

interface Said {
  readonly url: string;
  readonly jurisdiction_id: string;
  /** Empty leaves the key that is kept. */
  readonly api_key: string;
}

/** Where the system is; then, once it has answered, what it calls our subjects. */
const ServerSheet = ({ organizationId, server, onClose }: ServerSheetProps): ReactNode => {
  const [said, setSaid] = useState<Said>({
    url: server?.url ?? '',
    jurisdiction_id: server?.jurisdiction_id ?? '',
    api_key: '',
  });
  const path = usePath(organizationId);
  const look = useMutation({
    mutationFn: (where: Said) =>
      ask(api.POST(`${ORGANIZATION}/services`, { params: { path }, body: bodyOf(where) })),
  });
  const services = look.data?.items.filter(({ needs_more: needsMore }) => !needsMore);
  return (
    <Sheet isOpen onClose={onClose} title="Система организации">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          look.mutate(said);
        }}
      >
        <Field
          hint="Open311 GeoReport v2, только по https."
          label="Адрес системы"
          onChange={(url) => setSaid({ ...said, url })}
          placeholder="https://311.example.ru/open311/v2"
          value={said.url}
        />
        <Field
          hint="Если система его требует."
          label="jurisdiction_id"
          onChange={(jurisdiction_id) => setSaid({ ...said, jurisdiction_id })}
          value={said.jurisdiction_id}
        />
        <Field
          hint={
            server?.has_api_key
              ? 'Ключ уже указан. Заполните, если он изменился.'
              : 'Его даёт организация. Показать его снова мы не сможем.'
          }
          label="Ключ"
          onChange={(api_key) => setSaid({ ...said, api_key })}
          value={said.api_key}
        />
        {!services && (
          <>
            <FormError error={look.error} />
            <Inset>
              <Button
                disabled={!said.url.trim()}
                loading={look.isPending}
                size="l"
                stretched
                type="submit"
              >
                Проверить
              </Button>
            </Inset>
          </>
        )}
      </form>
      {services && (
        <Codes
          onClose={onClose}
          organizationId={organizationId}
          said={said}
          server={server}
          services={services}
        />
      )}
    </Sheet>
  );
};

interface CodesProps extends ServerSheetProps {
  readonly said: Said;
  readonly services: readonly Schemas['Open311Service'][];
}

const Codes = ({ organizationId, server, said, services, onClose }: CodesProps): ReactNode => {
  const { id } = useWorkplace();
  const settings = useQuery(complaintSettingsQuery(id));
  const known = new Set(services.map(({ code }) => code));
  const [other, setOther] = useState(keptOf(server?.other_code, known));
  const [codes, setCodes] = useState<Readonly<Record<string, string>>>(
    Object.fromEntries(
      (server?.codes ?? []).map((each) => [each.subject_id, keptOf(each.service_code, known)]),
    ),
  );
  const save = useSave(organizationId, onClose);
  const options = services.map(({ code, name }) => ({ value: code, label: name || code }));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({
          ...bodyOf(said),
          other_code: other,
          codes: Object.entries(codes)
            .filter(([, code]) => code)
            .map(([subject_id, service_code]) => ({ subject_id, service_code })),
        });
      }}
    >
      <Chosen label="Заявка по умолчанию" onChange={setOther} options={options} value={other} />
      {(settings.data?.subjects ?? []).map(({ id: subject, title }) => (
        <Chosen
          key={subject}
          label={`Тема «${title}»`}
          onChange={(code) => setCodes({ ...codes, [subject]: code })}
          options={[{ value: '', label: 'Заявка по умолчанию' }, ...options]}
          value={codes[subject] ?? ''}
        />
      ))}
      <FormError error={save.error} />
      <Inset>
        <Button disabled={!other} loading={save.isPending} size="l" stretched type="submit">
          Связать
        </Button>
      </Inset>
    </form>
  );
};

interface ChosenProps {
  readonly label: string;
  readonly value: string;
  readonly options: { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
}

const Chosen = ({ label, value, options, onChange }: ChosenProps): ReactNode => {
  const id = useId();
  return (
    <FormItem htmlFor={id} top={label}>
      <Select
        id={id}
        onChange={(_, chosen) => onChange(String(chosen ?? ''))}
        options={options}
        placeholder="Выберите вид заявки"
        value={value}
      />
    </FormItem>
  );
};

/** A code, as long as the system still has it. */
function keptOf(code: string | undefined, known: ReadonlySet<string>): string {
  return code && known.has(code) ? code : '';
}

function bodyOf({ url, jurisdiction_id, api_key }: Said) {
  return {
    url: url.trim(),
    jurisdiction_id: jurisdiction_id.trim(),
    api_key: api_key.trim() || null,
  };
}

function usePath(organizationId: string) {
  const { id } = useWorkplace();
  return { municipality_id: id, organization_id: organizationId };
}

function useSave(organizationId: string, onSaved: () => void) {
  const path = usePath(organizationId);
  const client = useQueryClient();
  const show = useNotice();
  return useMutation({
    mutationFn: (body: Schemas['Open311ServerAsk']) =>
      ask(api.PUT(`${ORGANIZATION}/server`, { params: { path }, body })),
    onSuccess: (exchange) => {
      client.setQueryData(open311Query(path.municipality_id, organizationId).queryKey, exchange);
      show({ text: 'Система связана', subtitle: 'Новые жалобы уйдут в неё.' });
      onSaved();
    },
  });
}

export default ServerSheet;
